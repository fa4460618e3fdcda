import { costOf, type Cost, type Price } from '../../cassette/cost.ts'
import type { CassetteReport } from '../../cassette/test-report.ts'
import { mergeModels, sumUsage } from '../../cassette/usage.ts'
import { counted, number } from '../../util/counts.ts'
import type { SummaryRow } from '../shared/summary-row.ts'
import { duration } from '../../util/duration.ts'

/** Columns after the label in a line of 80. */
const room = 67

/** Calls and tokens: on one line if they fit and there are no details. */
export function callsRows(
  reports: readonly CassetteReport[],
  prices: Readonly<Record<string, Price>>,
): readonly SummaryRow[] {
  const calls = callsText(reports)
  const models = reports.map(({ tally }) => tally.models).reduce(mergeModels, {})
  const { input, output, cached, reasoning } = sumUsage(Object.values(models))
  if (input + output === 0) return [{ label: 'Calls', text: calls }]
  const cost = costText(costOf(models, prices))
  const tokens = [
    `${number(input)} in${cached > 0 ? ` (${number(cached)} cached)` : ''}`,
    `${number(output)} out${reasoning > 0 ? ` (${number(reasoning)} reasoning)` : ''}`,
    ...(cost === '' ? [] : [cost]),
  ].join(', ')
  const line = `${calls}, ${counted(input + output, 'token')} (${tokens})`
  if (cached + reasoning === 0 && cost === '' && line.length <= room) return [{ label: 'Calls', text: line }]
  return [
    { label: 'Calls', text: calls },
    { label: 'Tokens', text: tokens },
  ]
}

function callsText(reports: readonly CassetteReport[]): string {
  const offline = sumReports(reports, ({ tally }) => tally.offline)
  const live = new Map<string, number>()
  for (const { tally } of reports) {
    for (const [name, count] of Object.entries(tally.live)) live.set(name, (live.get(name) ?? 0) + count)
  }
  const total = [...live.values()].reduce((all, count) => all + count, 0)
  const names = [...live].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${number(count)}`)
  const parts = [
    offline > 0 && `${number(offline)} offline`,
    total > 0 && `${number(total)} live (${names.join(', ')})`,
  ]
  return parts.filter(Boolean).join(', ')
}

/** `about $1.24 (no price set for mine)`. */
function costText(cost: Cost | undefined): string {
  if (cost === undefined) return ''
  const without = cost.unpriced.length === 0 ? '' : ` (no price set for ${cost.unpriced.join(', ')})`
  return `${cost.dollars > 0 && cost.dollars < 0.0001 ? 'less than $0.0001' : `about ${dollars(cost.dollars)}`}${without}`
}

/** Dollars with two decimal places; less than a dollar with four. */
function dollars(amount: number): string {
  const places = amount < 1 ? 4 : 2
  return `$${number(amount, places)}`
}

/** Tokens, cost and time that replaying saved. */
export function savedRow(
  reports: readonly CassetteReport[],
  prices: Readonly<Record<string, Price>>,
): SummaryRow | undefined {
  const tokens = sumReports(reports, ({ tally }) => tally.savedTokens)
  const seconds = Math.round(sumReports(reports, ({ tally }) => tally.savedMs) / 1000)
  const cost = costOf(reports.map(({ tally }) => tally.savedModels).reduce(mergeModels, {}), prices)
  const parts = [
    tokens > 0 && `${counted(tokens, 'token')}${cost === undefined ? '' : ` (${dollars(cost.dollars)})`}`,
    seconds > 0 && duration(seconds),
  ].filter(Boolean)
  return { label: 'Saved', text: parts.length === 0 ? '' : `about ${parts.join(' and ')}` }
}

/** Adds up a count over reports. */
export function sumReports(reports: readonly CassetteReport[], count: (report: CassetteReport) => number): number {
  return reports.reduce((total, report) => total + count(report), 0)
}
