import { dirname, join } from 'node:path'
import type { Settings } from '../cassette/settings.ts'
import type { TestIdentity } from '../session/test-identity.ts'
import { readCassette } from '../store/cassette-file.ts'
import { exists } from '../store/exists.ts'
import { obsoleteCassettes } from '../store/obsolete.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import { cassetteFolder } from '../store/paths.ts'
import { likelyOrigins } from '../store/rename/likely-origins.ts'
import { moveCassette } from '../store/rename/move-cassette.ts'

type Taken = ReturnType<OpenCassette['take']>

/** The part of a test that looks for the cassette that it had under another name. */
type RenamedTest = Pick<TestIdentity, 'settings' | 'path' | 'owner' | 'cassettesOfFile'>

/** Looks a request up in the cassette. */
export type Find = () => Taken

/** The obsolete cassettes that tests of this process go on with: each is the cassette of one test. */
const takenOver = new WeakMap<Settings, Set<string>>()

/** The requests of a test that goes on with an obsolete cassette; `undefined` once no obsolete cassette holds all of them. */
const asked = new WeakMap<OpenCassette, readonly Find[] | undefined>()

/**
 * Looks up a request of a test. A test without a cassette, which was renamed or moved, goes on with an obsolete cassette
 * that holds all its requests. It does so only in a run that knows the obsolete cassettes.
 */
export function findOrTakeOver(test: RenamedTest, cassette: OpenCassette, find: Find): Taken {
  const first = find()
  if (test.settings.obsolete === undefined) return first
  if (!asked.has(cassette) && cassette.isEmpty) asked.set(cassette, [])
  const earlier = asked.get(cassette)
  if (earlier === undefined) return first
  const finds = [...earlier, find]
  const taken = first.verdict === 'hit' ? first : takeOver(test, cassette, finds)
  asked.set(cassette, taken && finds)
  return taken ?? first
}

/** The answer from an obsolete cassette with which the test goes on. Without one, the cassette stays as it was. */
function takeOver(test: RenamedTest, cassette: OpenCassette, finds: readonly Find[]): Taken | undefined {
  const before = cassette.origin
  const found = findOrigin(test, cassette, finds)
  const origins = takenOver.get(test.settings) ?? new Set<string>()
  takenOver.set(test.settings, origins)
  if (found !== undefined) {
    if (before !== undefined) origins.delete(before.path)
    origins.add(found.path)
    return found.taken
  }
  cassette.goOnWith(before)
  // What was answered is played again; only the last request has no answer.
  for (const find of before === undefined ? [] : finds.slice(0, -1)) find()
  return undefined
}

/** The path of the obsolete cassette that holds the first request of a test. The cassette of the test stays as it is. */
export function originOf(test: RenamedTest, cassette: OpenCassette, find: Find): string | undefined {
  if (!cassette.isEmpty) return undefined
  const found = findOrigin(test, cassette, [find])
  cassette.goOnWith(undefined)
  return found?.path
}

function findOrigin(
  test: RenamedTest,
  cassette: OpenCassette,
  finds: readonly Find[],
): { readonly path: string; readonly taken: Taken } | undefined {
  const { settings } = test
  for (const path of likelyOrigins(test.path, obsoleteFor(test))) {
    if (!isJudged(test, path) && !isOfProject(settings, path)) continue
    const move = (): boolean => moveCassette(settings, path, test.path, test.owner)
    if (!cassette.goOnWith({ path, move })) continue
    const answers = finds.map((find) => find())
    const taken = answers.at(-1)
    if (taken !== undefined && answers.every(({ verdict }) => verdict === 'hit')) return { path, taken }
  }
  return undefined
}

/** The obsolete cassettes that the run knows, those of the own test file, and those of deleted files. */
function obsoleteFor({ settings, path: own, owner, cassettesOfFile }: RenamedTest): string[] {
  const testFile = join(settings.root, owner.file)
  const collected = cassettesOfFile === undefined ? [] : [{ testFile, names: cassettesOfFile() }]
  const here = obsoleteCassettes(settings, collected).flatMap(({ paths }) => paths)
  const { obsolete = {} } = settings
  const taken = takenOver.get(settings)
  return [...new Set([...Object.keys(obsolete), ...here])].filter(
    (path) => taken?.has(path) !== true && obsolete[path]?.includes(own) !== true && exists(path),
  )
}

/** Whether it is certain that a cassette is obsolete. */
function isJudged({ settings, path: own }: RenamedTest, path: string): boolean {
  return dirname(path) === dirname(own) || settings.obsolete?.[path] !== undefined
}

/** Whether a cassette was recorded where it stands: the folder of another project may be inside that of this one. */
function isOfProject(settings: Settings, path: string): boolean {
  try {
    const document = readCassette(path, path)
    return document !== undefined && cassetteFolder(settings, join(settings.root, document.test.file)) === dirname(path)
  } catch {
    return false
  }
}
