import { basename, dirname, join } from 'node:path'
import { statSync } from 'node:fs'
import { cassetteNames } from '../cassette/cassette-names.ts'
import type { Interaction } from '../cassette/interaction.ts'
import { isCassetteError } from '../errors/is-cassette-error.ts'
import type { CassetteDocument } from '../format/document.ts'
import { readWholeCassette } from '../store/cassette-file.ts'
import { cassetteFolder, fileCassette, shownPath, type StoreFolders } from '../store/paths.ts'

/** A problem or warning in one place of a cassette. */
export interface Finding {
  /** Place in the document, such as `interactions[3].response.body`; empty for the document itself. */
  readonly at: string
  /** `format`, `name`, `age`, `request`, or the rule that found a secret. */
  readonly rule: string
  readonly message: string
}

/** Result of checking one cassette. */
export interface CheckedCassette {
  /** Path relative to the root. */
  readonly file: string
  readonly bytes: number
  readonly interactions: number
  readonly problems: readonly Finding[]
  /** Findings that do not fail the check. */
  readonly warnings: readonly Finding[]
}

/** Checks of the interactions of a readable cassette. */
export interface Inspection {
  readonly findSecrets: (interactions: readonly Interaction[]) => Promise<readonly Finding[]>
  readonly findWarnings: (interactions: readonly Interaction[]) => readonly Finding[]
}

/**
 * Reads and checks one cassette.
 *
 * @throws the system's error when the file cannot be read.
 */
export async function checkCassette(
  path: string,
  folders: StoreFolders,
  { findSecrets, findWarnings }: Inspection,
): Promise<CheckedCassette> {
  const file = shownPath(folders.root, path)
  const facts = { file, bytes: statSync(path).size }
  let document: CassetteDocument | undefined
  try {
    document = readWholeCassette(path, file)
  } catch (error) {
    if (!isCassetteError(error, 'CASSETTE_FORMAT')) throw error
    const { at, reason } = error.fields
    return { ...facts, interactions: 0, problems: [{ at, rule: 'format', message: reason }], warnings: [] }
  }
  if (document === undefined) return { ...facts, interactions: 0, problems: [], warnings: [] }
  return {
    ...facts,
    interactions: document.interactions.length,
    problems: [...nameProblems(document, path, folders), ...(await findSecrets(document.interactions))],
    warnings: findWarnings(document.interactions),
  }
}

/** Problems of a cassette that was renamed, moved or copied by hand, so that no test finds it. */
function nameProblems({ test }: CassetteDocument, path: string, folders: StoreFolders): Finding[] {
  const folder = cassetteFolder(folders, join(folders.root, test.file))
  if (folder !== dirname(path)) {
    const expected = shownPath(folders.root, folder)
    return [{ at: 'test.file', rule: 'name', message: `belongs in ${expected}` }]
  }
  const name = basename(path, '.json')
  const expected = test.name === undefined ? fileCassette : (cassetteNames([test.name.split(' > ')])[0] ?? '')
  if (fits(name, expected)) return []
  return [{ at: 'test.name', rule: 'name', message: `a test of this name looks for another file` }]
}

/** Whether a name belongs to a test. Names may end in a hash or a number, and titles may hold the separator. */
function fits(name: string, expected: string): boolean {
  const plain = (text: string): string =>
    text
      .replace(/~\d+$/, '')
      .replace(/-[0-9a-f]{8}$/, '')
      .replaceAll('-', '')
  return plain(name) === plain(expected)
}
