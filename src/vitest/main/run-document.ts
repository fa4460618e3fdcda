import { join } from 'node:path'
import type { TestCase, TestModule } from 'vitest/node'
import { withFailedStep } from '../../cassette/failed-step.ts'
import type { OtherTraffic } from '../../cassette/other-traffic.ts'
import { costOf, type Cost, type Price } from '../../cassette/cost.ts'
import {
  reportKey,
  type CassetteReport,
  type ChangedAnswers,
  type Drift,
  type StepReport,
  type Warning,
} from '../../cassette/test-report.ts'
import { mergeModels, sumUsage, type Usage } from '../../cassette/usage.ts'
import { describeDiagnostics } from '../../diagnostics/describe-diagnostics.ts'
import type { Diagnostics } from '../../diagnostics/diagnose.ts'
import type { Obsolete } from '../../store/obsolete.ts'
import { otherTrafficOf, providerConnectionsOf, totalOf } from './other-traffic-rows.ts'
import { withheldHeadersOf } from './rows/withheld-headers-row.ts'
import { shownPath } from '../../store/paths.ts'
import { artifactType, attemptKey, type DiagnosticsArtifact } from '../shared/diagnostics-artifact.ts'
import { settingsOf } from '../shared/settings-of.ts'

/**
 * Calls and tokens of a test, or of a run.
 *
 * @see docs/reporter.md#json
 */
export interface RunCounts {
  readonly calls: { readonly offline: number; readonly live: Readonly<Record<string, number>> }
  /** Tokens of the live calls. */
  readonly usage: Usage
  /** The same, by the name of the model that was asked. */
  readonly models: Readonly<Record<string, Usage>>
  /** The cost of the live calls; absent without `prices`. */
  readonly cost?: Cost
  /** The tokens, cost and time that replaying saved. */
  readonly saved: { readonly usage: Usage; readonly milliseconds: number; readonly cost?: Cost }
}

/**
 * A test, or a test file outside its tests, that had provider traffic.
 *
 * @see docs/reporter.md#json
 */
export interface RunTest extends RunCounts {
  /** Paths are relative to the root of the run. */
  readonly file: string
  /** Full name; absent for the traffic of a file outside its tests. */
  readonly name?: string
  /** Name of the Vitest project, where it has one. */
  readonly project?: string
  readonly state: string
  readonly cassette: string
  readonly result: CassetteReport['result']
  readonly keptAt?: string
  /** Page of a failed test in the folder of the run. */
  readonly page?: string
  readonly unused: number
  /** Replayed answers to a request that the provider has not seen. */
  readonly requestChanged?: number
  readonly drift?: Drift
  readonly answers?: ChangedAnswers
  readonly warnings?: readonly Warning[]
  readonly stale?: CassetteReport['stale']
  /** The outermost steps, with those in them. */
  readonly steps?: readonly StepReport[]
  /** Absent of a passing test with `diagnostics: 'failed'`. */
  readonly diagnostics?: Diagnostics
}

/**
 * The outcome of a run: `run.json` of its folder, and the JSON of the reporter.
 *
 * @see docs/reporter.md#json
 */
export interface RunDocument extends RunCounts {
  readonly version: 1
  readonly runId: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly finishedAt: string
  /** How many cassettes came to each result. */
  readonly cassettes: Readonly<Partial<Record<CassetteReport['result'], number>>>
  readonly unused: number
  readonly obsolete: ReadonlyArray<{ readonly folder: string; readonly files: number }>
  /** Connections to providers that were really opened, counted below all interception: 0 in a replay. */
  readonly providerConnections: number
  /** Requests that no cassette holds. */
  readonly otherTraffic: OtherTraffic
  /** Names of response headers that apps received and that the cassettes do not hold. */
  readonly withheldHeaders: readonly string[]
  /** By project, file and place in the file. */
  readonly tests: readonly RunTest[]
}

/** The parts of a document beside the tests. */
export interface RunFacts extends Pick<RunDocument, 'runId' | 'startedAt' | 'finishedAt'> {
  /** Absolute root of the run. */
  readonly root: string
  readonly prices: Readonly<Record<string, Price>>
  readonly obsolete: readonly Obsolete[]
}

/** The run in plain data: the same from a run, and from the merged reports of its shards. */
export function runDocument(modules: readonly TestModule[], facts: RunFacts): RunDocument {
  const { runId, startedAt, finishedAt, prices, obsolete } = facts
  const entries = modules.flatMap((module) =>
    [module, ...module.children.allTests()].flatMap((task) => entryOf(module, task)),
  )
  const cassettes: Partial<Record<CassetteReport['result'], number>> = {}
  for (const { report } of entries) cassettes[report.result] = (cassettes[report.result] ?? 0) + 1
  return {
    version: 1,
    runId,
    startedAt,
    finishedAt,
    cassettes,
    unused: entries.reduce((total, { report }) => total + report.unused, 0),
    obsolete: obsolete.map(({ folder, paths }) => ({ folder, files: paths.length })),
    providerConnections: totalOf(providerConnectionsOf(modules)),
    otherTraffic: otherTrafficOf(modules),
    withheldHeaders: withheldHeadersOf(entries.map(({ report }) => report)),
    ...countsOf(
      entries.map(({ report }) => report.tally),
      prices,
    ),
    tests: entries.map((entry) => testOf(entry, facts)),
  }
}

interface Entry {
  readonly module: TestModule
  readonly task: TestModule | TestCase
  readonly report: CassetteReport
}

function entryOf(module: TestModule, task: TestModule | TestCase): Entry[] {
  const report = (task.meta() as { [reportKey]?: CassetteReport })[reportKey]
  return report === undefined ? [] : [{ module, task, report }]
}

function testOf({ module, task, report }: Entry, { root, prices }: RunFacts): RunTest {
  const { drift, answers, warnings, stale, steps, unused, result } = report
  const projectRoot = settingsOf(module)?.root ?? root
  const place = (path: string): string => shownPath(root, join(projectRoot, path))
  const diagnostics = task.type === 'test' ? diagnosticsOf(task) : undefined
  return {
    file: shownPath(root, module.moduleId),
    ...(task.type === 'test' && { name: report.safeName ?? task.fullName }),
    ...(module.project.name !== '' && { project: module.project.name }),
    state: task.type === 'test' ? task.result().state : task.state(),
    cassette: place(report.cassette),
    result,
    ...(report.keptAt !== undefined && { keptAt: place(report.keptAt) }),
    ...(report.page !== undefined && { page: place(report.page) }),
    unused,
    ...(report.requestChanged !== undefined && { requestChanged: report.requestChanged }),
    ...(answers && { answers: withPlace(answers, place) }),
    ...(drift && { drift: withPlace(drift, place) }),
    ...(warnings && { warnings: warnings.map((warning) => withPlace(warning, place)) }),
    ...(stale && { stale }),
    ...(steps && { steps }),
    ...countsOf([report.tally], prices),
    ...(diagnostics && { diagnostics }),
  }
}

/** With its path from the root of the run, and not of the project. */
function withPlace<T extends { readonly quotesAt?: string }>(one: T, place: (path: string) => string): T {
  return one.quotesAt === undefined ? one : { ...one, quotesAt: place(one.quotesAt) }
}

/** Those of the last attempt: an earlier one may have failed where that has passed. */
export function diagnosticsOf(test: TestCase): Diagnostics | undefined {
  const last = (test.meta() as { [attemptKey]?: number })[attemptKey] ?? 1
  const artifacts = test.artifacts() as ReadonlyArray<{ readonly type: string }>
  const ours = artifacts.filter((artifact): artifact is DiagnosticsArtifact => artifact.type === artifactType)
  return ours.findLast(({ attempt }) => attempt === last)?.diagnostics
}

/** The line that says how a test failed on the wire. */
export function wireLineOf(test: TestCase): string | undefined {
  const diagnostics = diagnosticsOf(test)
  const line = diagnostics && describeDiagnostics(diagnostics)
  return line && withFailedStep(line, (test.meta() as { [reportKey]?: CassetteReport })[reportKey]?.steps)
}

function countsOf(tallies: ReadonlyArray<CassetteReport['tally']>, prices: RunFacts['prices']): RunCounts {
  const live: Record<string, number> = {}
  for (const tally of tallies)
    for (const [name, count] of Object.entries(tally.live)) live[name] = (live[name] ?? 0) + count
  const models = tallies.map((tally) => tally.models).reduce(mergeModels, {})
  const saved = tallies.map((tally) => tally.savedModels).reduce(mergeModels, {})
  const cost = costOf(models, prices)
  const savedCost = costOf(saved, prices)
  return {
    calls: { offline: tallies.reduce((total, { offline }) => total + offline, 0), live },
    usage: sumUsage(Object.values(models)),
    models,
    ...(cost && { cost }),
    saved: {
      usage: sumUsage(Object.values(saved)),
      milliseconds: tallies.reduce((total, { savedMs }) => total + savedMs, 0),
      ...(savedCost && { cost: savedCost }),
    },
  }
}
