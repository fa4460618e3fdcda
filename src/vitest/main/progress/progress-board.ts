import type { Progress } from '../../../cassette/recording-progress.ts'
import type { BudgetSettings } from '../../../cassette/settings.ts'

/** Milliseconds of live calls before the first row about a test, and between two rows about it. */
const patience = { first: 5_000, next: 10_000 }

/** Data of a row about a test that is being recorded. */
export interface ProgressRow {
  /** File and full name. */
  readonly title: string
  readonly progress: Progress
  /** Milliseconds since its first live call began. */
  readonly elapsed: number
  readonly budget?: BudgetSettings
}

interface Recorded extends Omit<ProgressRow, 'elapsed'> {
  readonly since: number
  due: number
}

/** The tests that are being recorded, and the time of the next row about each. The caller passes the present time. */
export class ProgressBoard {
  readonly #tests = new Map<string, Recorded>()

  /** Nothing is being recorded. */
  get isIdle(): boolean {
    return this.#tests.size === 0
  }

  /** Stores the progress of a test. */
  note(id: string, news: Omit<ProgressRow, 'elapsed'>, now: number): void {
    const { since = now, due = now + patience.first } = this.#tests.get(id) ?? {}
    this.#tests.set(id, { ...news, since, due })
  }

  /** A test has ended. */
  end(id: string): void {
    this.#tests.delete(id)
  }

  /** The run has ended. */
  clear(): void {
    this.#tests.clear()
  }

  /** Tests with a due row, longest first. A test without an open call is not due. */
  due(now: number): ProgressRow[] {
    const late = [...this.#tests.values()].filter(({ due, progress }) => due <= now && progress.open > 0)
    for (const test of late) test.due = now + patience.next
    return late
      .map(({ title, progress, since, budget }) => ({
        title,
        progress,
        elapsed: now - since,
        ...(budget && { budget }),
      }))
      .toSorted((a, b) => b.elapsed - a.elapsed)
  }
}
