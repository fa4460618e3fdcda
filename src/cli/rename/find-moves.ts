import { join } from 'node:path'
import type { TestModule } from 'vitest/node'
import type { Settings } from '../../cassette/settings.ts'
import { reportKey, type CassetteReport } from '../../cassette/test-report.ts'
import { hasCassette } from '../../store/cassette-file.ts'
import { provideSettings, settingsOf } from '../../vitest/shared/settings-of.ts'
import { leaveGuardedFilesOut, withVitest } from '../with-vitest.ts'
import type { TestCassette } from './test-cassettes.ts'

/** An obsolete cassette, and the test that it belongs to. */
export interface Move {
  /** Absolute path of the obsolete cassette. */
  readonly from: string
  readonly to: TestCassette
}

/** A test that went on with an obsolete cassette. */
interface Trial {
  /** Absolute path of the cassette that the test would have. */
  readonly own: string
  /** Absolute path of the obsolete cassette. */
  readonly origin: string
  /** Whether it answered all requests. */
  readonly isAnswered: boolean
}

/**
 * Finds the tests without a cassette whose requests are all in an obsolete one. It runs their files as a replay, in which
 * these tests go on with the obsolete cassettes, until each test has tried all that hold its first request. Nothing is
 * written.
 *
 * @param paths absolute paths of the obsolete cassettes.
 */
export async function findMoves(
  root: string,
  cassettes: readonly TestCassette[],
  paths: readonly string[],
): Promise<Move[]> {
  const found = new Map<string, string>()
  const tried = new Map(paths.map((path) => [path, new Set<string>()]))
  const missing = cassettes.filter(({ path }) => !hasCassette(path))
  for (let isOver = false; !isOver;) {
    const trials = await tryObsolete(
      root,
      missing.filter(({ path }) => !found.has(path)),
      tried,
    )
    for (const { own, origin, isAnswered } of trials) {
      if (isAnswered && tried.delete(origin)) found.set(own, origin)
      else tried.get(origin)?.add(own)
    }
    isOver = trials.every(({ isAnswered }) => isAnswered)
  }
  return missing.flatMap((to) => {
    const from = found.get(to.path)
    return from === undefined ? [] : [{ from, to }]
  })
}

/** @param tried the cassettes of the tests that an obsolete cassette does not belong to, by its path. */
async function tryObsolete(
  root: string,
  tests: readonly TestCassette[],
  tried: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Trial[]> {
  if (tests.length === 0 || tried.size === 0) return []
  const files = new Set(tests.map(({ testFile }) => testFile))
  const obsolete = Object.fromEntries([...tried].map(([path, owns]) => [path, [...owns]]))
  return replay(root, files, obsolete)
}

function replay(
  root: string,
  files: ReadonlySet<string>,
  obsolete: NonNullable<Settings['obsolete']>,
): Promise<Trial[]> {
  return withVitest(
    root,
    async (vitest) => {
      await leaveGuardedFilesOut(vitest)
      for (const project of vitest.projects) {
        const settings = settingsOf({ project })
        if (settings !== undefined) provideSettings(project, { ...settings, obsolete })
      }
      const all = await vitest.globTestSpecifications()
      const { testModules } = await vitest.runTestSpecifications(all.filter(({ moduleId }) => files.has(moduleId)))
      return testModules.flatMap(trialsIn)
    },
    { mode: 'replay' },
  )
}

function trialsIn(module: TestModule): Trial[] {
  const root = settingsOf(module)?.root
  if (root === undefined) return []
  return [module, ...module.children.allTests()].flatMap((task) => {
    const report = (task.meta() as { [reportKey]?: CassetteReport })[reportKey]
    if (report?.takenFrom === undefined) return []
    const isAnswered = report.result === 'replayed'
    return [{ own: join(root, report.cassette), origin: join(root, report.takenFrom), isAnswered }]
  })
}
