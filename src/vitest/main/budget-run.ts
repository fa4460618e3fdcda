import type { TestCase, TestSpecification, Vitest } from 'vitest/node'
import { isRecording } from '../../cassette/mode.ts'
import { isCassetteError } from '../../errors/is-cassette-error.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { clearLedger } from '../../store/budget-ledger.ts'
import { settingsOf } from '../shared/settings-of.ts'

/**
 * Clears the ledger of a recording run.
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
    // Vitest would print a cause with its stack, and the page holds all information.
    throw new CassetteConfigError(
      `Option "budget" in cassettes({ … }): calls and tokens cannot be counted\n\n  ${(error as Error).message}\n\n  The workers of a run count in a file below .vitest-cassette. Make that a folder\n  that can be written, or remove it. No call was made yet.`,
    )
  }
}

/** Stops the run when the budget of the whole run is spent: all other tests would fail too. */
export function stopAtBudget(vitest: Vitest, test: TestCase): void {
  const errors = (test.result().errors ?? []) as unknown[]
  const isSpent = errors.some((error) => isCassetteError(error, 'CASSETTE_BUDGET') && error.fields.limit !== 'perTest')
  if (isSpent) void vitest.cancelCurrentRun('test-failure')
}
