import { join } from 'node:path'
import { styleText } from 'node:util'
import type { TestArtifact } from 'vitest'
import type { Reporter, TestCase, TestModule, TestSpecification, Vitest } from 'vitest/node'
import type { Price } from '../../cassette/cost.ts'
import { isRecording } from '../../cassette/mode.ts'
import { progressType } from '../shared/progress-artifact.ts'
import { readQuotes } from '../../store/run-folder.ts'
import { aloneMessage } from '../../errors/pages/docs-place.ts'
import { renewWorkers } from './renew-workers.ts'
import { annotations } from './annotations.ts'
import { startBudget, stopAtBudget } from './budget-run.ts'
import { findClash } from './find-clash.ts'
import { findObsolete } from './obsolete/find-obsolete.ts'
import { pairRenamed } from './obsolete/pair-renamed.ts'
import { unrecordedTests } from './obsolete/unrecorded-tests.ts'
import { LiveProgress } from './progress/live-progress.ts'
import { failureGroups } from './failures/failure-groups.ts'
import type { FailureGroup } from './failures/failure-group.ts'
import { coloured, groupLines } from './failures/group-lines.ts'
import { hasReporter, reportersOf } from './main-process-internals.ts'
import { guardRows, guardRun, type GuardVerdict } from '../../guard/run/guard-run.ts'
import { inOrder } from './module-order.ts'
import { withPlainMessage } from './plain-message.ts'
import { noteVariables } from './variables/noted-variables.ts'
import { otherTrafficOf, otherTrafficRows, providerConnectionsRow } from './other-traffic-rows.ts'
import { explainedRows } from './rows/explained-rows.ts'
import { withheldHeadersRow } from './rows/withheld-headers-row.ts'
import { reportsOf, type PlacedReport } from './reports-of.ts'
import { keyFileRows } from './rows/key-file-rows.ts'
import { requestChangedRows } from './rows/request-changed-rows.ts'
import { endWatchedRun } from './watching.ts'
import { unmatchedRows } from './unmatched-paths.ts'
import { settingsOf } from '../shared/settings-of.ts'
import type { SummaryRow } from '../shared/summary-row.ts'
import { summarize } from './summary.ts'
import { beginTrials, stopAtTrial } from './checks/trials.ts'
import { outputFileOf, RunFiles, type ReporterOptions } from './run-files.ts'

/** Width of the labels in Vitest's own summary. */
const labelWidth = 11

/** Reporters that write a document to standard output. Our lines would break the document. */
const documents = ['json', 'junit', 'tap', 'tap-flat', 'blob']

/**
 * Prints a summary of the cassettes after Vitest's own summary. It prints nothing without provider traffic.
 *
 * @see docs/reporter.md
 */
export class CassetteReporter implements Reporter {
  #vitest: Vitest | undefined
  #guard: GuardVerdict | undefined
  #hasRun = false
  readonly #files: RunFiles
  readonly #progress = new LiveProgress((lines) => this.#write(lines))

  constructor(options: ReporterOptions = {}) {
    this.#files = new RunFiles(options)
  }

  /** Adds one reporter to a run, beside the user's reporters, also when several projects use the plugin. */
  static addTo(vitest: Vitest): void {
    const reporters = reportersOf(vitest)
    if (!reporters.some(isOurs)) reporters.push(new CassetteReporter())
  }

  /** Whether any option asks for the run as JSON. */
  static writesJson(vitest: Vitest): boolean {
    const own = reportersOf(vitest)
      .filter(isOurs)
      .map((reporter) =>
        reporter instanceof CassetteReporter
          ? reporter.#files.outputFile(vitest)
          : (reporter as [string, ReporterOptions?])[1]?.outputFile,
      )
    return [outputFileOf(vitest), ...own].some((path) => path !== undefined)
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  /** Vitest calls it at the start of every run, before it evaluates any test file. */
  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const vitest = this.#vitest
    if (vitest === undefined) return
    this.#files.start()
    try {
      this.#guard = withPlainMessage(() => guardRun(vitest, specifications))
    } catch (error) {
      this.#endWatching(vitest, error)
      throw error
    }
    this.#hasRun = true
    if (vitest.config.mergeReports) return
    renewWorkers(vitest, specifications)
    withPlainMessage(() => startBudget(specifications))
    await beginTrials(vitest, specifications)
    this.#print(await forecast(vitest, specifications))
  }

  /** Ends the process of a stopped run, also in watch mode: a program may wait for its end. */
  #endWatching({ config }: Vitest, error: unknown): void {
    // Vitest prints an error of the first run and ends a process that does not watch. An error of a rerun ends the process.
    // An error of a run that the UI starts reaches only the page of the UI.
    if (!this.#hasRun && !config.standalone) config.watch = false
    else if (config.ui) void Promise.reject(error as Error)
  }

  /** Artifacts are the only data of a test while it runs. */
  onTestCaseArtifactRecord(test: TestCase, artifact: TestArtifact): void {
    if (artifact.type === progressType) this.#progress.note(test, artifact.progress)
  }

  onTestCaseResult(test: TestCase): void {
    this.#progress.end(test)
    if (this.#vitest !== undefined) stopAtBudget(this.#vitest, test)
  }

  onTestModuleEnd(module: TestModule): void {
    if (this.#vitest !== undefined) stopAtTrial(this.#vitest, module)
  }

  async onTestRunEnd(finished: readonly TestModule[]): Promise<void> {
    const modules = inOrder(finished)
    this.#progress.stop()
    const reports = modules.flatMap(reportsOf)
    const obsolete = reports.length === 0 ? [] : findObsolete(modules)
    const renamed = pairRenamed(
      modules.flatMap(unrecordedTests),
      obsolete.flatMap(({ paths }) => paths),
    )
    const prices = pricesOf(modules)
    const groups = this.#vitest === undefined ? [] : await failureGroups(this.#vitest, modules)
    const rows = [
      ...summarize(reports, obsolete, prices, readQuotes, renamed),
      ...requestChangedRows(modules),
      ...keyFileRows(modules),
      ...providerConnectionsRow(modules),
      ...otherTrafficRows(otherTrafficOf(modules)),
      ...withheldHeadersRow(reports),
      ...(this.#vitest === undefined ? [] : await unmatchedRows(this.#vitest, modules)),
      ...(this.#vitest === undefined ? [] : await guardRows(this.#vitest, this.#guard)),
      ...explainedRows(groups),
    ]
    if (this.#vitest !== undefined)
      this.#warn(this.#files.write(this.#vitest, modules, { rows, groups, obsolete, prices }))
    if (this.#vitest !== undefined && !this.#vitest.config.mergeReports) this.#warn(noteUsedVariables(modules))
    this.#print(rows, groups)
    if (this.#vitest !== undefined) this.#print(endWatchedRun(this.#vitest, pathsOf(reports), groups.length > 0))
    this.#annotate(modules, groups)
    if (rows.length === 0) return
    const clash = findClash(modules)
    if (clash === undefined) return
    // The recording of this run is wrong even when all tests passed.
    process.exitCode = 1
    process.stderr.write(`\n${clash.name}: ${aloneMessage(clash)}\n`)
  }

  /** The run that merges the reports annotates for all shards. */
  #annotate(modules: readonly TestModule[], groups: readonly FailureGroup[]): void {
    const vitest = this.#vitest
    if (vitest === undefined || !isOnGitHub() || hasReporter(vitest, 'blob')) return
    const lines = annotations(vitest, modules, groups)
    if (lines.length > 0) this.#write([...lines, ''])
  }

  /** Reports files that could not be written. They do not fail the run, because no recording was lost. */
  #warn(problems: readonly string[]): void {
    for (const problem of problems) process.stderr.write(`vitest-cassette: ${problem}\n`)
  }

  #print(rows: readonly SummaryRow[], groups: readonly FailureGroup[] = []): void {
    // Anyone may read the log of a job on GitHub.
    const shown = rows.filter(({ isQuote }) => !isQuote || !isOnGitHub())
    // The empty text adds a blank line after the rows.
    const lines = [...shown.map(printRow), ...groupLines(groups)]
    if (lines.length > 0) this.#write([...lines, ''])
  }

  #write(lines: readonly string[]): void {
    const text = lines.join('\n')
    if (this.#writesDocument()) process.stderr.write(`${text}\n`)
    else this.#vitest?.logger.log(text)
  }

  #writesDocument(): boolean {
    const vitest = this.#vitest
    return vitest !== undefined && documents.some((name) => hasReporter(vitest, name))
  }
}

/** Rows about the requests that a run will record. Only a recording run loads this code. */
async function forecast(vitest: Vitest, specifications: readonly TestSpecification[]): Promise<readonly SummaryRow[]> {
  const recording = specifications.filter((specification) => isRecording(settingsOf(specification)?.mode ?? 'off'))
  if (recording.length === 0) return []
  const [{ forecastRows }, { provideObsolete }] = await Promise.all([
    import('./forecast.ts'),
    import('./obsolete/provide-obsolete.ts'),
  ])
  await provideObsolete(vitest, recording)
  return forecastRows(vitest, recording)
}

/** @returns what could not be written, and why. */
function noteUsedVariables(modules: readonly TestModule[]): string[] {
  try {
    noteVariables(modules)
    return []
  } catch (error) {
    return [`cannot write the variables for a replay: ${(error as Error).message}`]
  }
}

function isOnGitHub(): boolean {
  return process.env['GITHUB_ACTIONS'] === 'true'
}

/** Whether a reporter is ours: from the user's configuration, or added for another project. */
function isOurs(reporter: unknown): boolean {
  const name: unknown = Array.isArray(reporter) ? reporter[0] : reporter
  return reporter instanceof CassetteReporter || name === 'vitest-cassette/reporter'
}

/** Absolute paths of the cassettes of a run. */
function pathsOf(reports: readonly PlacedReport[]): string[] {
  return reports.flatMap(({ cassette, origin }) =>
    origin === undefined ? [] : [join(origin.settings.startedIn, cassette)],
  )
}

/** Prices of all projects: a model costs the same in each. */
function pricesOf(modules: readonly TestModule[]): Record<string, Price> {
  return Object.assign({}, ...modules.map((module) => settingsOf(module)?.prices ?? {})) as Record<string, Price>
}

/** A label that is too wide for its column stands in that of the texts. */
function printRow({ label, text, isQuote }: SummaryRow): string {
  const indent = label.length > labelWidth ? ' '.repeat(labelWidth + 2) : ''
  return `${indent}${styleText('dim', label.padStart(labelWidth))}  ${isQuote ? coloured(text) : text}`
}
