import type { Price } from '../../cassette/cost.ts'
import type { CassetteReport, Drift, Warning } from '../../cassette/test-report.ts'
import { quotedPath } from '../../util/quoted-path.ts'
import { runCommand } from '../shared/rerun-command.ts'
import type { PlacedReport } from './reports-of.ts'
import type { Obsolete } from '../../store/obsolete.ts'
import { counted, number } from '../../util/counts.ts'
import type { SummaryRow } from '../shared/summary-row.ts'
import { obsoleteRows } from './obsolete/obsolete-rows.ts'
import { callsRows, savedRow, sumReports } from './traffic-rows.ts'

/** Reads a file of quotes. */
type ReadQuotes = (path: string) => readonly string[]

/**
 * The rows of the summary; empty without provider traffic.
 *
 * @param readQuotes returns the lines that quote traffic, which no report holds.
 * @param renamed as in `obsoleteRows`.
 */
export function summarize(
  reports: readonly PlacedReport[],
  obsolete: readonly Obsolete[],
  prices: Readonly<Record<string, Price>> = {},
  readQuotes: ReadQuotes = () => [],
  renamed: ReadonlyMap<string, string> = new Map(),
): SummaryRow[] {
  if (reports.length === 0) return []
  const rows = [
    cassettesRow(reports, obsolete),
    ...callsRows(reports, prices),
    savedRow(reports, prices),
    ...unusedRows(reports),
    ...unrefreshedRows(reports),
    ...staleRows(reports),
    ...warningRows(reports, readQuotes),
    ...answerRows(reports, readQuotes),
    ...driftRows(reports, readQuotes),
    ...keptRows(reports),
    ...renamedRows(reports),
    ...obsoleteRows(obsolete, renamed),
  ]
  return rows.filter((row): row is SummaryRow => row !== undefined && row.text !== '')
}

/** Results of reports, in the order of the summary, with their words there. */
const resultWords = {
  replayed: 'replayed',
  missed: 'missed',
  unrecorded: 'not recorded yet',
  unreadable: 'unreadable',
  recorded: 'recorded',
  refreshed: 'refreshed',
  renamed: 'renamed',
  unfinished: 'recorded in part',
  unchanged: 'the same',
  kept: 'not replaced',
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

/** Most cassettes that a row names. It counts the others. */
const shown = 3
/** Most changed cassettes and warnings. Each is a reason to look. */
const most = 10
/** Most cassettes with answers that say something else. */
const mostAnswered = 12

function unusedRows(reports: readonly CassetteReport[]): SummaryRow[] {
  const unused = reports.filter((report) => report.unused > 0)
  const count = sumReports(unused, (report) => report.unused)
  return count === 0 ? [] : withNames('Unused', counted(count, 'interaction'), unused)
}

function unrefreshedRows(reports: readonly CassetteReport[]): SummaryRow[] {
  const found = reports.filter(({ unrefreshed = 0 }) => unrefreshed > 0)
  const count = sumReports(found, ({ unrefreshed = 0 }) => unrefreshed)
  return count === 0
    ? []
    : withNames('Not renewed', `${counted(count, 'interaction')}, for which no answer came,`, found)
}

/** Rows about stale answers, one for each `maxAge` of the projects. */
function staleRows(reports: readonly PlacedReport[]): SummaryRow[] {
  const ages = new Set(reports.flatMap(({ stale }) => (stale === undefined ? [] : [stale.maxAge])))
  return [...ages].flatMap((maxAge) => {
    const old = reports.filter(({ stale }) => stale?.maxAge === maxAge)
    const days = Math.max(...old.map(({ stale }) => stale?.days ?? 0))
    const count = sumReports(old, ({ stale }) => stale?.count ?? 0)
    const age = `older than ${maxAge}, the oldest ${counted(days, 'day')},`
    return [...withNames('Stale', `${counted(count, 'answer')} ${age}`, old), ...askAgain(old)]
  })
}

/** The command that asks the provider for all answers of these cassettes again. */
function askAgain(reports: readonly PlacedReport[]): SummaryRow[] {
  const origins = reports.flatMap(({ origin }) => origin ?? [])
  const [first] = origins
  if (first === undefined) return []
  const files = [...new Set(origins.map(({ file }) => file))]
  return [{ label: '', text: `Ask again: ${runCommand(first.settings, { files })} --mode refresh` }]
}

/** Columns of a text after the label in a line of 80. */
const room = 67

/** A row about cassettes: their names stand in it where they fit, else below it. The first are named, the others counted. */
function withNames(label: string, text: string, reports: readonly CassetteReport[]): SummaryRow[] {
  const names = reports.slice(0, shown).map(({ cassette }) => cassette)
  const more = reports.length > shown ? `and ${number(reports.length - shown)} more` : ''
  const line = `${text} in ${names.join(', ')}${more && ` ${more}`}`
  if (line.length <= room) return [{ label, text: line }]
  return [
    { label, text: `${text} in` },
    ...[...names, ...(more ? [more] : [])].map((name) => ({ label: '', text: name })),
  ]
}

/** The answers of each re-recorded cassette that say something else. */
function answerRows(reports: readonly CassetteReport[], readQuotes: ReadQuotes): SummaryRow[] {
  const found = reports.flatMap(({ cassette, answers }) => (answers === undefined ? [] : [{ cassette, answers }]))
  const rows = named(found, mostAnswered, ({ cassette, answers }) => [
    { label: 'Answers', text: cassette },
    {
      label: '',
      text: `${counted(answers.changed, 'answer')} ${answers.changed === 1 ? 'says' : 'say'} something else`,
    },
    ...quotesOf(answers, readQuotes),
  ])
  return found.length > mostAnswered ? [...rows, { label: '', text: 'See all: npx vitest-cassette diff --git' }] : rows
}

/** Changes of each re-recorded cassette, and the size of each new one. */
function driftRows(reports: readonly CassetteReport[], readQuotes: ReadQuotes): SummaryRow[] {
  const all = reports.flatMap(({ cassette, drift }) => (drift === undefined ? [] : [{ cassette, drift }]))
  const [made = [], changed = []] = [true, false].map((isNew) => all.filter(({ drift }) => isNew === isAllNew(drift)))
  return [
    ...named(changed, most, ({ cassette, drift }) => [
      { label: 'Changed', text: cassette },
      { label: '', text: driftCounts(drift) },
      ...quotesOf(drift, readQuotes),
    ]),
    // When all cassettes are new, the first row is enough.
    ...(made.length === reports.length
      ? []
      : named(made, shown, ({ cassette, drift }) => [{ label: 'New', text: `${cassette}, ${driftCounts(drift)}` }])),
  ]
}

function isAllNew({ replayed, refreshed, dropped }: Drift): boolean {
  return replayed + refreshed + dropped === 0
}

/** Rows of the first cassettes, and the number of the others. */
function named<T>(list: readonly T[], count: number, rowsOf: (item: T) => SummaryRow[]): SummaryRow[] {
  const rows = list.slice(0, count).flatMap(rowsOf)
  const more = list.length - count
  return more <= 0 ? rows : [...rows, { label: '', text: `and ${counted(more, 'cassette')} more` }]
}

function quotesOf({ quotesAt }: Pick<Warning, 'quotesAt'>, readQuotes: ReadQuotes): SummaryRow[] {
  return quotesAt === undefined ? [] : readQuotes(quotesAt).map((text) => ({ label: '', text, isQuote: true }))
}

/** Rows about warnings, which fail no test. */
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

/** A new request beside one that is gone is the same one, changed. */
function driftCounts({ replayed, refreshed, recorded, dropped }: Drift): string {
  const replaced = Math.min(recorded, dropped)
  const counts: Array<readonly [number, string]> = [
    [replayed, 'replayed'],
    [refreshed, 'refreshed'],
    [replaced, 'replaced'],
    [recorded - replaced, 'recorded'],
    [dropped - replaced, 'dropped'],
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
          { label: '', text: 'Not replaced, because its test failed. Take the recording over:' },
          { label: '', text: `npx vitest-cassette accept ${quotedPath(keptAt)}` },
        ],
  )
}

/** Cassettes that a recording has given to renamed and moved tests. */
function renamedRows(reports: readonly CassetteReport[]): SummaryRow[] {
  const moved = reports.filter(({ result }) => result === 'renamed')
  return named(moved, most, ({ takenFrom = '', cassette }) => [
    { label: 'Renamed', text: takenFrom },
    { label: '', text: `to ${cassette}` },
  ])
}
