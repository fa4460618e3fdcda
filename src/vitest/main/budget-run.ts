import type { TestCase, TestSpecification, Vitest } from 'vitest/node'
import { isRecording } from '../../cassette/mode.ts'
import { isCassetteError } from '../../errors/is-cassette-error.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { clearLedger } from '../../store/budget-ledger.ts'
import { settingsOf } from '../shared/settings-of.ts'

/**
 * Begins the ledger of a recording run.
 *
 * @throws CassetteConfigError when there is a budget and the ledger cannot be written.
 */
export function startBudget(specifications: readonly TestSpecification[]): void {
  for (const specification of specifications) {
    const { mode = 'off', budget } = settingsOf(specification) ?? {}
    if (isRecording(mode) && budget !== undefined) beginLedger(budget.ledger)
  }
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

/** Stops the run when a test failed because the budget of the whole run is spent: the others could only fail too. */
export function stopAtBudget(vitest: Vitest, test: TestCase): void {
  const errors = (test.result().errors ?? []) as unknown[]
  const isSpent = errors.some((error) => isCassetteError(error, 'CASSETTE_BUDGET') && error.fields.limit !== 'perTest')
  if (isSpent) void vitest.cancelCurrentRun('test-failure')
}
