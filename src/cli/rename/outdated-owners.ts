import type { CassetteOwner } from '../../format/document.ts'
import { hasCassette, readCassette } from '../../store/cassette-file.ts'
import { shownPath } from '../../store/paths.ts'
import type { TestCassette } from './test-cassettes.ts'

/** The member of a cassette that names another test than the one it belongs to. */
export interface OutdatedName {
  readonly member: 'test.file' | 'test.name'
  readonly says: string
  readonly belongsTo: string
}

/** What is outdated in the test that a cassette names; `undefined` when nothing is. */
export function outdatedName(named: CassetteOwner, owner: TestCassette['owner']): OutdatedName | undefined {
  if (named.file !== owner.file) return { member: 'test.file', says: named.file, belongsTo: owner.file }
  if (named.name === owner.name) return undefined
  return { member: 'test.name', says: named.name ?? named.file, belongsTo: owner.name ?? owner.file }
}

/** The sentence about it. */
export function outdatedText({ member, says, belongsTo }: OutdatedName): string {
  return `"${member}" says "${says}", but the file belongs to "${belongsTo}"`
}

/** A cassette that was moved by hand, so that it still names its old test. */
export interface OutdatedOwner extends TestCassette {
  readonly outdated: OutdatedName
}

/** The cassettes that were moved by hand. */
export function outdatedOwners(cassettes: readonly TestCassette[]): OutdatedOwner[] {
  return cassettes.flatMap((cassette) => {
    const { settings, path, owner } = cassette
    const named = hasCassette(path) ? ownerIn(path, shownPath(settings.root, path)) : undefined
    const outdated = named && outdatedName(named, owner)
    return outdated === undefined ? [] : [{ ...cassette, outdated }]
  })
}

/** `undefined` when the cassette cannot be read: its test reports the error. */
function ownerIn(...[path, shown]: Parameters<typeof readCassette>): CassetteOwner | undefined {
  try {
    return readCassette(path, shown)?.test
  } catch {
    return undefined
  }
}
