import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { TestModule, Vitest } from 'vitest/node'
import type { Price } from '../../cassette/cost.ts'
import type { Obsolete } from '../../store/obsolete.ts'
import { removeOldRuns, writeRunFile } from '../../store/run-folder.ts'
import { writeFileAtomic } from '../../store/write-file.ts'
import { writeJobSummary } from './job-summary.ts'
import { hasReporter } from './main-process-internals.ts'
import { runDocument, type RunDocument } from './run-document.ts'
import { settingsOf } from '../shared/settings-of.ts'
import type { FailureGroup } from './failures/failure-group.ts'
import type { SummaryRow } from '../shared/summary-row.ts'

/**
 * Options of the reporter where it is named in the configuration of Vitest.
 *
 * @see docs/reporter.md#json
 */
export interface ReporterOptions {
  /**
   * Path of the file that gets the run as JSON, relative to the root. `outputFile: { 'vitest-cassette': … }` of Vitest,
   * or `--outputFile.vitest-cassette=…`, is the same.
   */
  outputFile?: string
}

/** The findings of a run. */
interface Found {
  readonly rows: readonly SummaryRow[]
  readonly groups: readonly FailureGroup[]
  readonly obsolete: readonly Obsolete[]
  readonly prices: Readonly<Record<string, Price>>
}

/** Writes what is left of a run: its folder, the JSON the user asks for, and the summary of a GitHub job. */
export class RunFiles {
  readonly #options: ReporterOptions
  #startedAt = ''
  /** The `run.json` of this process, which runs again in watch mode. */
  #runFile: string | undefined

  constructor(options: ReporterOptions) {
    this.#options = options
  }

  start(): void {
    this.#startedAt = new Date().toISOString()
  }

  /** Path of the JSON that the user asks for. */
  outputFile(vitest: Vitest): string | undefined {
    return this.#options.outputFile ?? outputFileOf(vitest)
  }

  /** @returns what could not be written, and why. */
  write(vitest: Vitest, modules: readonly TestModule[], { rows, groups, obsolete, prices }: Found): string[] {
    const { root } = vitest.config
    const runId = modules.map((module) => settingsOf(module)?.runId).find((id) => id !== undefined) ?? ''
    const times = { startedAt: this.#startedAt, finishedAt: new Date().toISOString() }
    const document = runDocument(modules, { root, runId, ...times, obsolete, prices })
    const outputFile = this.outputFile(vitest)
    const summary = process.env['GITHUB_STEP_SUMMARY']
    const isShard = hasReporter(vitest, 'blob')
    return [
      attempt('the folder of this run', () => {
        if (vitest.config.mergeReports || !isWorthKeeping(document)) return
        this.#runFile = writeRunFile(root, runId, document, this.#runFile)
        for (const folder of new Set([root, ...modules.map((module) => settingsOf(module)?.root ?? root)]))
          removeOldRuns(folder, runId, Date.now())
      }),
      attempt(outputFile, () => {
        if (outputFile === undefined) return
        const path = resolve(root, outputFile)
        mkdirSync(dirname(path), { recursive: true })
        writeFileAtomic(path, `${JSON.stringify(document, null, 2)}\n`)
      }),
      attempt('the summary of the GitHub job', () => {
        // A shard is told of by the run that merges all.
        if (summary && rows.length + groups.length > 0 && !isShard) writeJobSummary(summary, rows, modules, groups)
      }),
    ].filter((problem) => problem !== undefined)
  }
}

/** A run that only replayed, and in which no test with traffic failed or is to be warned of, leaves nothing. */
function isWorthKeeping({ calls, tests }: RunDocument): boolean {
  return (
    Object.keys(calls.live).length > 0 ||
    tests.some(({ state, warnings }) => state === 'failed' || warnings !== undefined)
  )
}

/** Path of the JSON that is asked for in Vitest's own option. */
export function outputFileOf({ config }: Vitest): string | undefined {
  return typeof config.outputFile === 'object'
    ? (config.outputFile as Record<string, string>)['vitest-cassette']
    : undefined
}

function attempt(what: string | undefined, write: () => void): string | undefined {
  try {
    write()
    return undefined
  } catch (error) {
    return `cannot write ${what}: ${(error as Error).message}`
  }
}
