import type { Progress } from '../../cassette/recording-progress.ts'
import type { BudgetSettings } from '../../cassette/settings.ts'
import type { Spent } from '../../store/budget-ledger.ts'
import { beginning, ending, visible } from '../../errors/pages/visible.ts'
import { counted, number } from '../../util/counts.ts'
import { duration } from './duration.ts'

/** Milliseconds that a test talks to providers before it is told of, and between two rows about it. */
const patience = { first: 5_000, next: 10_000 }
/** Tests that are told of at once. */
const most = 4
/** Columns of a row, and of what stands before the title. */
const width = 80
const indent = 14
/** Columns a title gets in any case, and a provider with its model, which is left out where it gets less. */
const shortestTitle = 12
const service = { least: 8, most: 28 }

/** A test that is being recorded, as a row tells of it. */
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

/** The tests that are being recorded, and when each is to be told of. Knows no clock: the caller says what time it is. */
export class ProgressBoard {
  readonly #tests = new Map<string, Recorded>()

  /** Nothing is being recorded. */
  get isIdle(): boolean {
    return this.#tests.size === 0
  }

  /** Takes how far a test has come. */
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

  /** The tests to tell of now, the longest first. One that waits for no provider just now has its turn later. */
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

/**
 * Rows of at most 80 columns, as
 * ` ● recording  test/agent.test.ts > books a table   openai gpt-5-mini  call 3   1,204 tokens   8 s`, and what is left of
 * the budget below.
 */
export function progressLines(rows: readonly ProgressRow[], spentOf: (ledger: string) => Spent): string[] {
  const budgets = new Map(rows.flatMap(({ budget }) => (budget === undefined ? [] : [[budget.ledger, budget]])))
  const more = rows.length - most
  return [
    ...rows.slice(0, most).map(line),
    ...(more > 0 ? [`${' '.repeat(indent)}and ${number(more)} more`] : []),
    ...[...budgets.values()].map((budget) => budgetLine(budget, spentOf(budget.ledger))).filter(Boolean),
  ]
}

function line({ title, progress, elapsed, budget }: ProgressRow): string {
  const { provider, model, calls, tokens } = progress
  const counts = [
    `call ${ofLimit(calls, budget?.perTest)}`,
    tokens > 0 && counted(tokens, 'token'),
    duration(Math.round(elapsed / 1000)),
  ]
    .filter(Boolean)
    .join('  ')
  const room = width - indent - counts.length - 2
  const forService = Math.min(service.most, room - shortestTitle - 2)
  const asked = beginning([provider, model].filter(Boolean).join(' '), forService)
  const tail = forService < service.least || asked === '' ? counts : `${asked}  ${counts}`
  return ` ● recording  ${ending(visible(title), width - indent - tail.length - 2)}  ${tail}`
}

function budgetLine({ calls, tokens }: BudgetSettings, spent: Spent): string {
  const parts = [
    calls !== undefined && `${ofLimit(Math.min(spent.calls, calls), calls)} calls`,
    tokens !== undefined && `${ofLimit(spent.tokens, tokens)} tokens`,
  ].filter(Boolean)
  return parts.length === 0 ? '' : `${'budget'.padStart(9)}${' '.repeat(indent - 9)}${parts.join(', ')}`
}

function ofLimit(count: number, limit: number | undefined): string {
  return limit === undefined ? number(count) : `${number(count)} of ${number(limit)}`
}
