import type { TestCase } from 'vitest/node'
import type { Progress } from '../../../cassette/recording-progress.ts'
import { spentOf } from '../../../store/budget-ledger.ts'
import { ProgressBoard } from './progress-board.ts'
import { progressLines } from './progress-lines.ts'
import { settingsOf } from '../../shared/settings-of.ts'

/** Milliseconds between checks for due rows. */
const interval = 1_000

/**
 * Prints the progress of long recordings, in plain lines also on a terminal: a redrawn row would break the summary that
 * Vitest draws at the bottom.
 */
export class LiveProgress {
  readonly #print: (lines: readonly string[]) => void
  readonly #board = new ProgressBoard()
  #timer: NodeJS.Timeout | undefined

  constructor(print: (lines: readonly string[]) => void) {
    this.#print = print
  }

  note(test: TestCase, progress: Progress): void {
    const budget = settingsOf(test.module)?.budget
    const title = `${test.module.relativeModuleId} > ${test.fullName}`
    this.#board.note(test.id, { title, progress, ...(budget && { budget }) }, performance.now())
    this.#timer ??= setInterval(() => this.#printDue(), interval).unref()
  }

  end(test: TestCase): void {
    this.#board.end(test.id)
    if (this.#board.isIdle) this.stop()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#board.clear()
  }

  #printDue(): void {
    const rows = this.#board.due(performance.now())
    if (rows.length > 0) this.#print(progressLines(rows, spentOf))
  }
}
