import type { BudgetSettings } from '../../../cassette/settings.ts'
import type { Spent } from '../../../store/budget-ledger.ts'
import { beginning, ending, visible } from '../../../errors/pages/visible.ts'
import { counted, number } from '../../../util/counts.ts'
import { duration } from '../../../util/duration.ts'
import type { ProgressRow } from './progress-board.ts'

/** Most rows at once. */
const most = 4
/** Columns of a row, and of the part before the title. */
const width = 80
const indent = 14
/** Fewest columns of a title, and of a provider with its model, which is left out when it would get fewer. */
const shortestTitle = 12
const service = { least: 8, most: 28 }

/**
 * Rows of at most 80 columns, such as
 * ` ● recording  test/agent.test.ts > books a table   openai gpt-5-mini  call 3   1,204 tokens   8 s`, and the spent part of
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
  const shown = beginning([provider, model].filter(Boolean).join(' '), forService)
  const tail = forService < service.least || shown === '' ? counts : `${shown}  ${counts}`
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
