import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestCase, TestSpecification, Vitest } from 'vitest/node'
import { isRecording } from '../../core/mode.ts'
import type { Settings } from '../../core/settings.ts'
import { isBudgetExceededError } from '../../errors/budget-exceeded-error.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { parseCassette } from '../../format/parse.ts'
import { readUsage } from '../../providers/usage.ts'
import { clearLedger } from '../../store/budget-ledger.ts'
import { cassetteFolder } from '../../store/paths.ts'
import { settingsKey } from '../settings-key.ts'
import type { SummaryRow } from './summary.ts'

/** What a recording run is about to ask for, as far as it is known before it starts. */
interface Forecast {
  /** Test files without a cassette: how many calls they make is not known. */
  files: number
  /** Cassettes that are asked for again, and the tokens they cost when they were recorded. */
  cassettes: number
  tokens: number
}

/** From how many on a recording run says so before it starts. */
const announced = 10

/**
 * Begins the ledger of a run, and tells what the run will cost when that is much.
 *
 * @throws CassetteConfigError when there is a budget and the ledger cannot be written.
 */
export function startBudget(specifications: readonly TestSpecification[]): SummaryRow[] {
  const forecast: Forecast = { files: 0, cassettes: 0, tokens: 0 }
  for (const { project, moduleId } of specifications) {
    const settings = (project.getProvidedContext() as Record<string, unknown>)[settingsKey] as Settings | undefined
    if (settings === undefined || !isRecording(settings.mode)) continue
    if (settings.budget !== undefined) beginLedger(settings.budget.ledger)
    addFile(forecast, settings, cassetteFolder(settings, moduleId))
  }
  if (forecast.files + forecast.cassettes <= announced) return []
  const { files, cassettes, tokens } = forecast
  const parts = [
    files > 0 && `${files} test files have no cassette yet`,
    cassettes > 0 && `${cassettes} cassettes are asked again (${tokens.toLocaleString('en-US')} tokens when recorded)`,
  ]
  return [{ label: 'Recording', text: parts.filter(Boolean).join(', ') }]
}

function beginLedger(ledger: string): void {
  try {
    clearLedger(ledger)
  } catch (error) {
    // A cause would be printed with its stack, and the page says all there is.
    throw new CassetteConfigError(
      `Option "budget" in cassettes({ … }): what is spent cannot be counted\n\n  ${(error as Error).message}\n\n  The workers of a run count in a file below .vitest-cassette. Make that a folder\n  that can be written, or remove it. Nothing was asked yet.`,
    )
  }
}

function addFile(forecast: Forecast, settings: Settings, folder: string): void {
  const names = cassettesIn(folder)
  if (names.length === 0) forecast.files += 1
  if (settings.mode !== 'refresh') return
  forecast.cassettes += names.length
  for (const name of names) forecast.tokens += tokensOf(join(folder, name))
}

/** A folder that cannot be read, as one that is a file, holds none; the tests that need it say why. */
function cassettesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch {
    return []
  }
}

/** Of a cassette that cannot be read nothing is known here; its test says why. */
function tokensOf(path: string): number {
  try {
    const { interactions } = parseCassette(readFileSync(path, 'utf8'), path)
    const usages = interactions.map(({ response }) => readUsage(response?.body))
    return usages.reduce((total, usage) => total + (usage?.input ?? 0) + (usage?.output ?? 0), 0)
  } catch {
    return 0
  }
}

/** Stops the run when a test failed because the budget of the whole run is spent: the others could only fail too. */
export function stopAtBudget(vitest: Vitest, test: TestCase): void {
  const errors = (test.result().errors ?? []) as unknown[]
  const isSpent = errors.some((error) => isBudgetExceededError(error) && error.fields.limit !== 'perTest')
  if (isSpent) void vitest.cancelCurrentRun('test-failure')
}
