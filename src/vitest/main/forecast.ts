import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestCase, TestSpecification, Vitest } from 'vitest/node'
import { cassetteNames } from '../../cassette/cassette-names.ts'
import type { Settings } from '../../cassette/settings.ts'
import { readUsage } from '../../providers/read-usage.ts'
import { readCassette } from '../../store/cassette-file.ts'
import { cassetteFolder, fileCassette } from '../../store/paths.ts'
import { settingsOf } from '../shared/settings-of.ts'
import type { SummaryRow } from '../shared/summary-row.ts'
import { hasDynamicTitle, parseTestFiles } from './main-process-internals.ts'
import { titlesOf } from './titles-of.ts'
import { counted } from '../../util/counts.ts'

/** Requests of a recording run, as far as they are known before it starts. */
export interface Forecast {
  /** Number of tests without a cassette. It is unknown whether they call a provider. */
  readonly tests: number
  /** Number of cassettes that will be refreshed, and their tokens at the time of recording. */
  readonly cassettes: number
  readonly tokens: number
}

/** Most tests and cassettes without a forecast. */
const mostUnannounced = 10

/** The tests of one file that a run would execute, found in its source text. */
interface PlannedFile {
  readonly settings: Settings
  readonly testFile: string
  /** Names of their cassettes. */
  readonly names: readonly string[]
  /** Number of tests with titles that are made at run time, such as those of `test.each`. Each may be several tests. */
  readonly generated: number
  /** Whether a filter skips tests of the file. */
  readonly isPart: boolean
}

/** Rows with the forecast of a recording run; empty when it records only a little. */
export async function forecastRows(
  vitest: Vitest,
  specifications: readonly TestSpecification[],
): Promise<SummaryRow[]> {
  return rowsOf(addUp((await parse(vitest, specifications)).map(forecastOf)))
}

/** Each row fits into 80 columns. */
function rowsOf({ tests, cassettes, tokens }: Forecast): SummaryRow[] {
  if (tests + cassettes <= mostUnannounced) return []
  const texts = [
    tests > 0 &&
      `${counted(tests, 'test')} ${tests === 1 ? 'has' : 'have'} no cassette yet: ${tests === 1 ? 'its' : 'their'} requests are recorded`,
    cassettes > 0 &&
      `${counted(cassettes, 'cassette')} ${cassettes === 1 ? 'is' : 'are'} refreshed (${counted(tokens, 'token')} when recorded)`,
  ]
  return texts.filter((text) => text !== false).map((text, at) => ({ label: at === 0 ? 'Recording' : '', text }))
}

/** Finds the tests in the source texts of their files, without executing them. */
async function parse(vitest: Vitest, specifications: readonly TestSpecification[]): Promise<PlannedFile[]> {
  const modules = await parseTestFiles(vitest, specifications)
  return modules.flatMap((module) => {
    const settings = settingsOf(module)
    if (settings === undefined) return []
    const all = [...module.children.allTests()]
    const run = cassetteNames(all.map(titlesOf)).flatMap((name, at) =>
      isRun(all[at]) ? [{ name, test: all[at] }] : [],
    )
    const fixed = run.filter(({ test }) => test === undefined || !hasDynamicTitle(test))
    return [
      {
        settings,
        testFile: module.moduleId,
        names: fixed.map(({ name }) => name),
        generated: run.length - fixed.length,
        isPart: run.length < all.length,
      },
    ]
  })
}

function isRun(test: TestCase | undefined): boolean {
  return test?.options.mode === undefined || test.options.mode === 'run'
}

function forecastOf({ settings, testFile, names, generated, isPart }: PlannedFile): Forecast {
  const folder = cassetteFolder(settings, testFile)
  const stored = cassettesIn(folder)
  const known = new Set(names)
  const missing = names.filter((name) => !stored.includes(name)).length
  const others = stored.filter((name) => !known.has(name) && name !== fileCassette)
  // Cassettes with other names belong to tests with generated titles.
  const tests = missing + (others.length === 0 ? generated : 0)
  if (settings.mode !== 'refresh') return { tests, cassettes: 0, tokens: 0 }
  const refreshed = stored.filter((name) => !isPart || known.has(name) || (generated > 0 && others.includes(name)))
  const tokens = refreshed.map((name) => tokensOf(join(folder, `${name}.json`)))
  return { tests, cassettes: refreshed.length, tokens: tokens.reduce((total, count) => total + count, 0) }
}

function addUp(all: readonly Forecast[]): Forecast {
  const sum = (of: keyof Forecast): number => all.reduce((total, forecast) => total + forecast[of], 0)
  return { tests: sum('tests'), cassettes: sum('cassettes'), tokens: sum('tokens') }
}

/** Empty when the folder cannot be read. Tests with a cassette there report the error. */
function cassettesIn(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []))
  } catch {
    return []
  }
}

/** 0 when the cassette cannot be read. Its test reports the error. */
function tokensOf(path: string): number {
  try {
    const usages = readCassette(path, path)?.interactions.map(({ response }) => readUsage(response?.body)) ?? []
    return usages.reduce((total, usage) => total + (usage?.input ?? 0) + (usage?.output ?? 0), 0)
  } catch {
    return 0
  }
}
