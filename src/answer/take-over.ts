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

/** The obsolete cassettes that tests of this process go on with: each is the cassette of one test. */
const takenOver = new WeakMap<Settings, Set<string>>()

/**
 * Finds the answer to the first request of a test without a cassette in an obsolete cassette, and goes on with that one: the
 * test was renamed or moved. Only a run that provides the obsolete cassettes does so.
 *
 * @param find looks the request up in the cassette.
 */
export function takeOver(test: RenamedTest, cassette: OpenCassette, find: () => Taken): Taken | undefined {
  if (test.settings.obsolete === undefined) return undefined
  const found = findOrigin(test, cassette, find)
  if (found === undefined) return undefined
  const taken = takenOver.get(test.settings) ?? new Set()
  takenOver.set(test.settings, taken.add(found.path))
  return found.taken
}

/** The path of the obsolete cassette that `takeOver` would go on with. The cassette of the test stays as it is. */
export function originOf(test: RenamedTest, cassette: OpenCassette, find: () => Taken): string | undefined {
  const found = findOrigin(test, cassette, find)
  if (found !== undefined) cassette.goOnWith(undefined)
  return found?.path
}

function findOrigin(
  test: RenamedTest,
  cassette: OpenCassette,
  find: () => Taken,
): { readonly path: string; readonly taken: Taken } | undefined {
  if (!cassette.isEmpty) return undefined
  const { settings } = test
  for (const path of likelyOrigins(test.path, obsoleteFor(test))) {
    if (!isJudged(test, path) && !isOfProject(settings, path)) continue
    const move = (): boolean => moveCassette(settings, path, test.path, test.owner)
    if (!cassette.goOnWith({ path, move })) continue
    const taken = find()
    if (taken.verdict !== 'miss') return { path, taken }
  }
  cassette.goOnWith(undefined)
  return undefined
}

/** The obsolete cassettes that the run knows, those of the own test file, and those of deleted files. */
function obsoleteFor({ settings, owner, cassettesOfFile }: RenamedTest): string[] {
  const testFile = join(settings.root, owner.file)
  const collected = cassettesOfFile === undefined ? [] : [{ testFile, names: cassettesOfFile() }]
  const here = obsoleteCassettes(settings, collected).flatMap(({ paths }) => paths)
  const taken = takenOver.get(settings)
  return [...new Set([...(settings.obsolete ?? []), ...here])].filter(
    (path) => taken?.has(path) !== true && exists(path),
  )
}

/** Whether it is certain that a cassette is obsolete. */
function isJudged({ settings, path: own }: RenamedTest, path: string): boolean {
  return dirname(path) === dirname(own) || settings.obsolete?.includes(path) === true
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
