import type { Loss } from '../../import/recording.ts'
import { shownPath } from '../../store/paths.ts'
import { counted } from '../../util/counts.ts'
import type { ImportedCassette } from './import-cassette.ts'
import type { Mapped } from './import-plan.ts'
import type { OtherFile } from './read-recordings.ts'

/** Everything that an import did, or would do. */
export interface ImportResult {
  readonly isDryRun: boolean
  readonly cassettes: readonly ImportedCassette[]
  /** Recordings without a test. */
  readonly unmapped: readonly Mapped[]
  readonly others: readonly OtherFile[]
  /** Errors of test files that could not be collected. */
  readonly errors: readonly string[]
}

/** Number of parts of the import that failed. */
export function failures({ cassettes, unmapped, errors }: ImportResult): number {
  const failed = cassettes.filter(({ problems }) => problems.length > 0).length
  return failed + unmapped.length + errors.length
}

/** The result for people. */
export function importPage(result: ImportResult): string {
  const { cassettes, unmapped, others, errors, isDryRun } = result
  return [
    ...cassettes.map(cassetteBlock),
    ...unmapped.map(unmappedBlock),
    ...block(' These test files could not be collected:', errors),
    ...block(
      ` ${counted(others.length, 'other file')}, not imported:`,
      shortList(others.map(({ file }) => file.shown)),
    ),
    total(result),
    ...(unmapped.some(isImportable) ? [' Name the test of a recording: --map "RECORDING=FILE > TEST"'] : []),
    ...(isDryRun && cassettes.length > 0 ? [' Nothing is written. Import: the same command without --dry-run'] : []),
  ].join('\n\n')
}

/** Which test gets the answers of which recording, and how to record from them. */
export function servePage(mapped: readonly Mapped[], url: string): string {
  const rows = mapped.flatMap(({ source: { file, recording, fault }, targets }) => {
    if (recording === undefined) return [` ✗ ${file.shown}   ${fault}`]
    const { interactions, scripted = [], aimockFixtures = [] } = recording
    const count = interactions.length + scripted.length + aimockFixtures.length
    const tests = targets.map(({ owner }) => `${owner.file} > ${owner.name}`)
    return [
      ` ${file.shown}   ${recording.format}, ${counted(count, 'answer')}`,
      ...(tests.length > 0 ? tests : ['any test without a recording of its own']).map((test) => `     ${test}`),
    ]
  })
  return [
    ...rows,
    '',
    ` Serving on ${url}: set upstream in cassettes(), and record`,
    `     cassettes({ upstream: { '*': '${url}' } })`,
    '     npx vitest run --mode record',
  ].join('\n')
}

function isImportable({ source }: Mapped): boolean {
  return (source.recording?.interactions.length ?? 0) > 0
}

function cassetteBlock({ target, parts, problems }: ImportedCassette): string {
  const { settings, owner, cassette } = target
  const sources = parts.flatMap(({ file, format, interactions, losses }) => [
    `     from ${file.shown}   ${format}, ${counted(interactions.length, 'interaction')}`,
    ...lossRows(losses),
  ])
  return [
    ` ${problems.length === 0 ? '✓' : '✗'} ${shownPath(settings.root, cassette)}`,
    `     ${owner.file} > ${owner.name}`,
    ...sources,
    ...problems.map((problem) => `     ✗ ${problem}`),
  ].join('\n')
}

function unmappedBlock(one: Mapped): string {
  const { candidates, source } = one
  const { file, recording, fault } = source
  if (fault !== undefined) return ` ✗ ${file.shown}\n     ${fault}`
  const count = counted(recording.interactions.length, 'interaction')
  const why =
    candidates.length === 0
      ? ['no test has the name of this recording']
      : [
          `${candidates.length} tests have the name of this recording:`,
          ...shortList(candidates.map(({ owner }) => `  ${owner.file} > ${owner.name}`)),
        ]
  return [
    ` ✗ ${file.shown}   ${recording.format}, ${count}`,
    ...(isImportable(one) ? why.map((row) => `     ${row}`) : []),
    ...lossRows(recording.losses),
  ].join('\n')
}

/** One row for each reason, with its first place and the number of the others. */
function lossRows(losses: readonly Loss[]): string[] {
  return [...Map.groupBy(losses, ({ reason }) => reason)].map(([reason, same]) => {
    const [first] = same
    const place = first?.place === '' ? '' : `${first?.place}: `
    const more = same.length > 1 ? ` (and ${counted(same.length - 1, 'other place')})` : ''
    return `     ! ${place}${reason}${more}`
  })
}

function total(result: ImportResult): string {
  const { cassettes, isDryRun } = result
  const good = cassettes.filter(({ problems }) => problems.length === 0)
  const parts = good.flatMap((cassette) => cassette.parts)
  const interactions = parts.reduce((sum, part) => sum + part.interactions.length, 0)
  const failed = failures(result)
  const done = `${counted(good.length, 'cassette')}, ${counted(interactions, 'interaction')}${isDryRun ? '' : ' imported'}`
  const inOnePiece = parts.some(({ interactions: list }) => list.some(({ response }) => response?.chunks === undefined))
  return [
    ` ${done}${failed === 0 ? '' : `, ${failed} not`}`,
    ...(inOnePiece
      ? [' Recordings without the borders and times of chunks: their answers replay in one piece, at once.']
      : []),
  ].join('\n')
}

function block(head: string, rows: readonly string[]): string[] {
  return rows.length === 0 ? [] : [[head, ...rows.map((row) => `     ${row}`)].join('\n')]
}

/** Most files that a list names. It counts the others. */
const most = 5

function shortList(rows: readonly string[]): string[] {
  return rows.length > most ? [...rows.slice(0, most), `and ${rows.length - most} more`] : [...rows]
}
