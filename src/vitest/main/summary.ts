import { costOf, type Cost, type Price } from '../../cassette/cost.ts'
import type { CassetteReport, Drift, Warning } from '../../cassette/test-report.ts'
import { mergeModels, sumUsage } from '../../cassette/usage.ts'
import type { Obsolete } from '../../store/obsolete.ts'
import { counted, number } from '../../util/counts.ts'
import type { SummaryRow } from '../shared/summary-row.ts'
import { duration } from './duration.ts'

/** Lines that a test has put aside, by their path. */
type ReadQuotes = (path: string) => readonly string[]

/**
 * What the run did, in the rows of Vitest's own summary; empty when there was no provider traffic.
 *
 * @param readQuotes gives the lines that quote what was asked, which no report holds.
 */
export function summarize(
  reports: readonly CassetteReport[],
  obsolete: readonly Obsolete[],
  prices: Readonly<Record<string, Price>> = {},
  readQuotes: ReadQuotes = () => [],
): SummaryRow[] {
  if (reports.length === 0) return []
  const rows = [
    cassettesRow(reports, obsolete),
    ...callsRows(reports, prices),
    savedRow(reports, prices),
    unusedRow(reports),
    unrefreshedRow(reports),
    ...staleRows(reports),
    ...warningRows(reports, readQuotes),
    ...driftRows(reports, readQuotes),
    ...keptRows(reports),
    ...obsoleteRows(obsolete),
  ]
  return rows.filter((row): row is SummaryRow => row !== undefined && row.text !== '')
}

/** The results of reports, in the order of the summary, and what it calls them. */
const resultWords = {
  replayed: 'replayed',
  missed: 'missed',
  recorded: 'recorded',
  refreshed: 'refreshed',
  unchanged: 'unchanged',
  kept: 'kept',
  refused: 'not written',
} as const satisfies Record<CassetteReport['result'], string>

function cassettesRow(reports: readonly CassetteReport[], obsolete: readonly Obsolete[]): SummaryRow {
  const stale = obsolete.reduce((total, { paths }) => total + paths.length, 0)
  const counts: Array<readonly [number, string]> = [
    ...Object.entries(resultWords).map(
      ([word, text]) => [reports.filter(({ result }) => result === word).length, text] as const,
    ),
    [stale, 'obsolete'],
  ]
  return {
    label: 'Cassettes',
    text: counts
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${number(count)} ${word}`)
      .join(', '),
  }
}

/** Columns that a line of 80 has behind its label. */
const room = 67

/** The calls, and what the live ones took: on the same line where there is room and no more to say of it. */
function callsRows(reports: readonly CassetteReport[], prices: Readonly<Record<string, Price>>): readonly SummaryRow[] {
  const calls = callsText(reports)
  const models = reports.map(({ tally }) => tally.models).reduce(mergeModels, {})
  const { input, output, cached, reasoning } = sumUsage(Object.values(models))
  if (input + output === 0) return [{ label: 'Calls', text: calls }]
  const cost = costText(costOf(models, prices))
  const taken = [
    `${number(input)} in${cached > 0 ? ` (${number(cached)} cached)` : ''}`,
    `${number(output)} out${reasoning > 0 ? ` (${number(reasoning)} reasoning)` : ''}`,
    ...(cost === '' ? [] : [cost]),
  ].join(', ')
  const line = `${calls}, ${counted(input + output, 'token')} (${taken})`
  if (cached + reasoning === 0 && cost === '' && line.length <= room) return [{ label: 'Calls', text: line }]
  return [
    { label: 'Calls', text: calls },
    { label: 'Tokens', text: taken },
  ]
}

function callsText(reports: readonly CassetteReport[]): string {
  const offline = sum(reports, ({ tally }) => tally.offline)
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

/** `about $1.24`, and what it leaves out. */
function costText(cost: Cost | undefined): string {
  if (cost === undefined) return ''
  const without = cost.unpriced.length === 0 ? '' : ` without ${cost.unpriced.join(', ')}`
  return `${cost.dollars > 0 && cost.dollars < 0.0001 ? 'less than $0.0001' : `about ${dollars(cost.dollars)}`}${without}`
}

/** Cents, and of less than a dollar four places. */
function dollars(amount: number): string {
  const places = amount < 1 ? 4 : 2
  return `$${number(amount, places)}`
}

function savedRow(reports: readonly CassetteReport[], prices: Readonly<Record<string, Price>>): SummaryRow | undefined {
  const tokens = sum(reports, ({ tally }) => tally.savedTokens)
  const seconds = Math.round(sum(reports, ({ tally }) => tally.savedMs) / 1000)
  const cost = costOf(reports.map(({ tally }) => tally.savedModels).reduce(mergeModels, {}), prices)
  const parts = [
    tokens > 0 && `${counted(tokens, 'token')}${cost === undefined ? '' : ` (${dollars(cost.dollars)})`}`,
    seconds > 0 && duration(seconds),
  ].filter(Boolean)
  return { label: 'Saved', text: parts.length === 0 ? '' : `about ${parts.join(' and ')}` }
}

/** Cassettes that are named before the rest is only counted. */
const shown = 3
/** The same, of those that a run has changed: each is a reason to look. */
const most = 10

function unusedRow(reports: readonly CassetteReport[]): SummaryRow | undefined {
  const unused = reports.filter((report) => report.unused > 0)
  const count = sum(unused, (report) => report.unused)
  if (count === 0) return undefined
  return { label: 'Unused', text: `${counted(count, 'interaction')} in ${namesOf(unused)}` }
}

function unrefreshedRow(reports: readonly CassetteReport[]): SummaryRow | undefined {
  const found = reports.filter(({ unrefreshed = 0 }) => unrefreshed > 0)
  if (found.length === 0) return undefined
  const count = sum(found, ({ unrefreshed = 0 }) => unrefreshed)
  return { label: 'Not renewed', text: `${counted(count, 'interaction')} in ${namesOf(found)}: no answer came` }
}

/** Answers that are too old, for each `maxAge` of the projects. */
function staleRows(reports: readonly CassetteReport[]): SummaryRow[] {
  const ages = new Set(reports.flatMap(({ stale }) => (stale === undefined ? [] : [stale.maxAge])))
  return [...ages].map((maxAge) => {
    const old = reports.filter(({ stale }) => stale?.maxAge === maxAge)
    const days = Math.max(...old.map(({ stale }) => stale?.days ?? 0))
    const count = sum(old, ({ stale }) => stale?.count ?? 0)
    const age = `older than ${maxAge}, the oldest ${counted(days, 'day')}`
    return { label: 'Stale', text: `${counted(count, 'answer')} ${age}, in ${namesOf(old)}` }
  })
}

/** The first cassettes by name, and how many more there are. */
function namesOf(reports: readonly CassetteReport[]): string {
  const more = reports.length > shown ? ` and ${number(reports.length - shown)} more` : ''
  const names = reports.slice(0, shown).map(({ cassette }) => cassette)
  return `${names.join(', ')}${more}`
}

/** What each re-recorded cassette asks for now that it did not before, and how much each new one holds. */
function driftRows(reports: readonly CassetteReport[], readQuotes: ReadQuotes): SummaryRow[] {
  const all = reports.flatMap(({ cassette, drift }) => (drift === undefined ? [] : [{ cassette, drift }]))
  const [made = [], changed = []] = [true, false].map((isNew) => all.filter(({ drift }) => isNew === isAllNew(drift)))
  return [
    ...named(changed, most, ({ cassette, drift }) => [
      { label: 'Changed', text: cassette },
      { label: '', text: driftCounts(drift) },
      ...quotesOf(drift, readQuotes),
    ]),
    // Where there is nothing else, their number says it all.
    ...(made.length === reports.length
      ? []
      : named(made, shown, ({ cassette, drift }) => [{ label: 'New', text: `${cassette}, ${driftCounts(drift)}` }])),
  ]
}

function isAllNew({ replayed, refreshed, dropped }: Drift): boolean {
  return replayed + refreshed + dropped === 0
}

/** The rows of the first cassettes, and how many more there are. */
function named<T>(list: readonly T[], count: number, rowsOf: (one: T) => SummaryRow[]): SummaryRow[] {
  const rows = list.slice(0, count).flatMap(rowsOf)
  const more = list.length - count
  return more <= 0 ? rows : [...rows, { label: '', text: `and ${counted(more, 'cassette')} more` }]
}

function quotesOf({ quotesAt }: Pick<Warning, 'quotesAt'>, readQuotes: ReadQuotes): SummaryRow[] {
  return quotesAt === undefined ? [] : readQuotes(quotesAt).map((text) => ({ label: '', text, isQuote: true }))
}

/** What fails no test and is to be seen. */
function warningRows(reports: readonly CassetteReport[], readQuotes: ReadQuotes): SummaryRow[] {
  const found = reports.flatMap(({ cassette, warnings = [] }) => warnings.map((warning) => ({ cassette, warning })))
  const more = found.length - most
  return [
    ...found
      .slice(0, most)
      .flatMap(({ cassette, warning }) => [
        { label: 'Warning', text: warning.text },
        { label: '', text: `in ${cassette}` },
        ...quotesOf(warning, readQuotes),
      ]),
    ...(more > 0 ? [{ label: '', text: `and ${counted(more, 'warning')} more` }] : []),
  ]
}

function driftCounts({ replayed, refreshed, recorded, dropped }: Drift): string {
  const counts: Array<readonly [number, string]> = [
    [replayed, 'replayed'],
    [refreshed, 'refreshed'],
    [recorded, 'recorded'],
    [dropped, 'dropped'],
  ]
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${number(count)} ${word}`)
    .join(', ')
}

function keptRows(reports: readonly CassetteReport[]): SummaryRow[] {
  return reports.flatMap(({ keptAt, cassette }) =>
    keptAt === undefined
      ? []
      : [
          { label: 'Kept', text: cassette },
          { label: '', text: 'because its test failed; the new recording is' },
          { label: '', text: keptAt },
        ],
  )
}

function obsoleteRows(obsolete: readonly Obsolete[]): SummaryRow[] {
  if (obsolete.length === 0) return []
  return [
    ...obsolete.map(({ folder, paths }) => ({
      label: 'Obsolete',
      text: `${folder} (${counted(paths.length, 'file')} without a test)`,
    })),
    { label: '', text: 'Remove: npx vitest-cassette prune' },
  ]
}

function sum(reports: readonly CassetteReport[], count: (report: CassetteReport) => number): number {
  return reports.reduce((total, report) => total + count(report), 0)
}
