import type { TestCase } from 'vitest/node'
import type { Progress } from '../../cassette/recording-progress.ts'
import { spentOf } from '../../store/budget-ledger.ts'
import { ProgressBoard, progressLines } from './progress-lines.ts'
import { settingsOf } from '../shared/settings-of.ts'

/** Milliseconds between looks at what is to be told. */
const interval = 1_000

/**
 * Tells of tests whose recording takes long. In plain lines, on a terminal too: a row that is drawn again and again would
 * tear the summary that Vitest draws at the bottom of it.
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
    this.#timer ??= setInterval(() => this.#tell(), interval).unref()
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

  #tell(): void {
    const rows = this.#board.due(performance.now())
    if (rows.length > 0) this.#print(progressLines(rows, spentOf))
  }
}
