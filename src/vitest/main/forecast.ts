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

/** What a recording run is about to ask for, as far as it is known before it starts. */
export interface Forecast {
  /** Tests without a cassette. Whether they call a provider, and how often, is not known. */
  readonly tests: number
  /** Cassettes that are asked for again, and the tokens they cost when they were recorded. */
  readonly cassettes: number
  readonly tokens: number
}

/** From how many tests on a recording run says so before it starts. */
const announced = 10

/** The tests of one file that a run would execute, as its text tells them. */
interface Planned {
  readonly settings: Settings
  readonly testFile: string
  /** Names of their cassettes. */
  readonly names: readonly string[]
  /** Tests whose titles are made when the file runs, as those of `test.each`: each stands for one or more. */
  readonly made: number
  /** Whether a filter leaves tests of the file out. */
  readonly isPart: boolean
}

/** What a run is about to record, for people, from the test files that record; nothing when that is little. */
export async function forecastRows(
  vitest: Vitest,
  specifications: readonly TestSpecification[],
): Promise<SummaryRow[]> {
  return rowsOf(addUp((await parse(vitest, specifications)).map(forecastOf)))
}

/** Both ends of a row fit into 80 columns. */
function rowsOf({ tests, cassettes, tokens }: Forecast): SummaryRow[] {
  if (tests + cassettes <= announced) return []
  const texts = [
    tests > 0 &&
      `${counted(tests, 'test')} ${tests === 1 ? 'has' : 'have'} no cassette yet: what ${tests === 1 ? 'it asks' : 'they ask'} is recorded`,
    cassettes > 0 &&
      `${counted(cassettes, 'cassette')} ${cassettes === 1 ? 'is' : 'are'} asked again (${counted(tokens, 'token')} when recorded)`,
  ]
  return texts.filter((text) => text !== false).map((text, at) => ({ label: at === 0 ? 'Recording' : '', text }))
}

/** Without executing any file: Vitest finds tests in their texts. */
async function parse(vitest: Vitest, specifications: readonly TestSpecification[]): Promise<Planned[]> {
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
        made: run.length - fixed.length,
        isPart: run.length < all.length,
      },
    ]
  })
}

function isRun(test: TestCase | undefined): boolean {
  return test?.options.mode === undefined || test.options.mode === 'run'
}

function forecastOf({ settings, testFile, names, made, isPart }: Planned): Forecast {
  const folder = cassetteFolder(settings, testFile)
  const stored = cassettesIn(folder)
  const known = new Set(names)
  const missing = names.filter((name) => !stored.includes(name)).length
  const others = stored.filter((name) => !known.has(name) && name !== fileCassette)
  // Cassettes of other names are those of tests whose titles are not known yet.
  const tests = missing + (others.length === 0 ? made : 0)
  if (settings.mode !== 'refresh') return { tests, cassettes: 0, tokens: 0 }
  const asked = stored.filter((name) => !isPart || known.has(name) || (made > 0 && others.includes(name)))
  const tokens = asked.map((name) => tokensOf(join(folder, `${name}.json`)))
  return { tests, cassettes: asked.length, tokens: tokens.reduce((sum, one) => sum + one, 0) }
}

function addUp(all: readonly Forecast[]): Forecast {
  const sum = (of: keyof Forecast): number => all.reduce((total, one) => total + one[of], 0)
  return { tests: sum('tests'), cassettes: sum('cassettes'), tokens: sum('tokens') }
}

/** A folder that cannot be read, as one that is a file, holds none; the tests that need it say why. */
function cassettesIn(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []))
  } catch {
    return []
  }
}

/** Of a cassette that cannot be read nothing is known here; its test says why. */
function tokensOf(path: string): number {
  try {
    const usages = readCassette(path, path)?.interactions.map(({ response }) => readUsage(response?.body)) ?? []
    return usages.reduce((total, usage) => total + (usage?.input ?? 0) + (usage?.output ?? 0), 0)
  } catch {
    return 0
  }
}
