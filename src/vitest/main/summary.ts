import type { CassetteReport } from '../../core/report.ts'
import type { Obsolete } from '../../store/obsolete.ts'

/** One line of the summary: a label and what it says. */
export interface SummaryRow {
  readonly label: string
  readonly text: string
}

/** What the run did, in the rows of Vitest's own summary; empty when there was no provider traffic. */
export function summarize(reports: readonly CassetteReport[], obsolete: readonly Obsolete[]): SummaryRow[] {
  if (reports.length === 0) return []
  const rows = [
    cassettesRow(reports, obsolete),
    callsRow(reports),
    savedRow(reports),
    unusedRow(reports),
    ...keptRows(reports),
    ...obsolete.map(({ folder, files }) => ({
      label: 'Obsolete',
      text: `${folder} (${plural(files, 'file')} without a test)`,
    })),
  ]
  return rows.filter((row): row is SummaryRow => row !== undefined && row.text !== '')
}

const resultWords = ['replayed', 'missed', 'recorded', 'refreshed', 'unchanged', 'kept'] as const

function cassettesRow(reports: readonly CassetteReport[], obsolete: readonly Obsolete[]): SummaryRow {
  const stale = obsolete.reduce((total, { files }) => total + files, 0)
  const counts: Array<readonly [number, string]> = [
    ...resultWords.map((word) => [reports.filter(({ result }) => result === word).length, word] as const),
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

function callsRow(reports: readonly CassetteReport[]): SummaryRow | undefined {
  const offline = sum(reports, ({ tally }) => tally.offline)
  const live = new Map<string, number>()
  for (const { tally } of reports) {
    for (const [name, count] of Object.entries(tally.live)) live.set(name, (live.get(name) ?? 0) + count)
  }
  const total = [...live.values()].reduce((all, count) => all + count, 0)
  if (total === 0) return { label: 'Calls', text: offline === 0 ? '' : `${number(offline)} offline` }
  const names = [...live].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${number(count)}`)
  const tokens = sum(reports, ({ tally }) => tally.tokens)
  const parts = [
    offline > 0 && `${number(offline)} offline`,
    `${number(total)} live (${names.join(', ')})`,
    tokens > 0 && tokensText(tokens),
  ]
  return { label: 'Calls', text: parts.filter(Boolean).join(', ') }
}

function savedRow(reports: readonly CassetteReport[]): SummaryRow | undefined {
  const tokens = sum(reports, ({ tally }) => tally.savedTokens)
  const seconds = Math.round(sum(reports, ({ tally }) => tally.savedMs) / 1000)
  const parts = [tokens > 0 && tokensText(tokens), seconds > 0 && duration(seconds)].filter(Boolean)
  return { label: 'Saved', text: parts.length === 0 ? '' : `about ${parts.join(' and ')}` }
}

/** Cassettes that are named before the rest is only counted. */
const shown = 3

function unusedRow(reports: readonly CassetteReport[]): SummaryRow | undefined {
  const unused = reports.filter((report) => report.unused > 0)
  const count = sum(unused, (report) => report.unused)
  if (count === 0) return undefined
  const more = unused.length > shown ? ` and ${number(unused.length - shown)} more` : ''
  const cassettes = unused.slice(0, shown).map(({ cassette }) => cassette)
  return { label: 'Unused', text: `${plural(count, 'interaction')} in ${cassettes.join(', ')}${more}` }
}

function keptRows(reports: readonly CassetteReport[]): SummaryRow[] {
  return reports.flatMap(({ keptAt, cassette }) =>
    keptAt === undefined
      ? []
      : [
          { label: 'Kept', text: `${cassette}, because its test failed; the new recording is` },
          { label: '', text: keptAt },
        ],
  )
}

function sum(reports: readonly CassetteReport[], count: (report: CassetteReport) => number): number {
  return reports.reduce((total, report) => total + count(report), 0)
}

function tokensText(count: number): string {
  return `${number(count)} ${count === 1 ? 'token' : 'tokens'}`
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}

function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** `6 min 12 s`. */
function duration(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
