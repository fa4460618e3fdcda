import { join } from 'node:path'
import type { TestModule } from 'vitest/node'
import { cassetteNames } from '../../cassette/cassette-names.ts'
import type { Settings } from '../../cassette/settings.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import type { CassetteOwner } from '../../format/document.ts'
import { findTests, isNamed, testsNamed, type NamedRecording, type NamedTest } from '../../import/find-tests.ts'
import { cassetteFolder, journalFolder, shownPath } from '../../store/paths.ts'
import { settingsOf } from '../../vitest/shared/settings-of.ts'
import { titlesOf } from '../../vitest/main/titles-of.ts'
import type { ReadRecording } from './read-recordings.ts'

/** A test with the place of its cassette. */
export interface ImportTarget extends NamedTest {
  readonly settings: Settings
  /** Absolute path of the cassette. */
  readonly cassette: string
  /** Absolute folder of its journals. */
  readonly journals: string
  readonly owner: CassetteOwner
}

/** A recording with the tests that get it. One that cannot be read has tests too: their cassettes are not written. */
export interface Mapped {
  readonly source: ReadRecording
  readonly targets: readonly ImportTarget[]
  /** Tests that the name of the recording may mean, when there are several. */
  readonly candidates: readonly ImportTarget[]
}

/** All tests of projects with the plugin. */
export function importTargets(modules: readonly TestModule[]): ImportTarget[] {
  return modules.flatMap((module) => {
    const settings = settingsOf(module)
    if (settings === undefined) return []
    const tests = [...module.children.allTests()].map(titlesOf)
    const names = cassetteNames(tests)
    const file = shownPath(settings.root, module.moduleId)
    return tests.map((titles, index) => ({
      settings,
      file,
      titles,
      cassette: join(cassetteFolder(settings, module.moduleId), `${names[index]}.json`),
      journals: journalFolder(settings, module.moduleId),
      owner: { file, name: titles.join(' > ') },
    }))
  })
}

/**
 * Finds the tests of each recording: those that `--map` names, else the one that the recording names.
 *
 * @param maps the values of `--map`: `recording=test`.
 * @param errors of test files that could not be collected, so that their tests are not known.
 * @throws CassetteConfigError for a value that names no recording, or not one test.
 */
export function mapRecordings(
  sources: readonly ReadRecording[],
  targets: readonly ImportTarget[],
  maps: readonly string[],
  errors: readonly string[],
): Mapped[] {
  const rules = maps.map((map) => readMap(map, sources, targets, errors))
  return sources.map((source) => {
    const name = nameOf(source)
    const mapped = rules.filter(({ old }) => isNamed(old, name)).map(({ target }) => target)
    if (mapped.length > 0) return { source, targets: mapped, candidates: [] }
    const found = findTests(name, targets)
    return found.length === 1 ? { source, targets: found, candidates: [] } : { source, targets: [], candidates: found }
  })
}

function nameOf({ file, recording }: ReadRecording): NamedRecording {
  return { path: file.shown, name: recording?.name }
}

/** A path or a title may hold `=` too, so the value is split where its first part names a recording. */
function readMap(
  map: string,
  sources: readonly ReadRecording[],
  targets: readonly ImportTarget[],
  errors: readonly string[],
): { readonly old: string; readonly target: ImportTarget } {
  for (const { index } of map.matchAll(/=/g)) {
    const old = map.slice(0, index).trim()
    if (!sources.some((source) => isNamed(old, nameOf(source)))) continue
    const name = map.slice(index + 1).trim()
    const [target, ...others] = testsNamed(name, targets)
    if (target === undefined) throw new CassetteConfigError(noTest(map, name, errors))
    if (others.length > 0) throw new CassetteConfigError(severalTests(map, name, [target, ...others]))
    return { old, target }
  }
  throw new CassetteConfigError(
    `--map "${map}" names no recording of this import.\n\n  Write it as RECORDING=TEST, with the path of the recording.`,
  )
}

function noTest(map: string, name: string, errors: readonly string[]): string {
  const rows = errors.map((error) => `    ${error}`)
  const remedy =
    errors.length === 0
      ? '  Write the test as FILE > SUITE > TEST.'
      : ['  These test files could not be collected:', ...rows].join('\n')
  return `--map "${map}": no test is named "${name}".\n\n${remedy}`
}

function severalTests(map: string, name: string, targets: readonly ImportTarget[]): string {
  const names = targets.map(({ owner }) => `    ${owner.file} > ${owner.name}`)
  return `--map "${map}": ${targets.length} tests are named "${name}".\n\n  Name one:\n${names.join('\n')}`
}
