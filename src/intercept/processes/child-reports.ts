import { join } from 'node:path'
import type { Settings } from '../../cassette/settings.ts'
import type { OfflineRequestFields } from '../../errors/offline-request-error.ts'
import { currentCaller, type Callers } from '../../session/caller.ts'
import { takeLines } from '../../store/append-lines.ts'
import type { ChildOrder } from './child-process-trap.ts'

/** A request, connection, look-up or datagram to another machine, in a process or a thread of a test. */
export interface ChildReport extends Pick<OfflineRequestFields, 'address' | 'host' | 'line'> {
  readonly from: 'process' | 'thread'
  /** A request to a provider is always refused, all others only in an offline run. */
  readonly fate: 'provider-refused' | 'refused' | 'dropped' | 'passed-through'
}

type Attempt = Callers['outside']

interface ReportingWorker extends Callers {
  readonly settings: Pick<Settings, 'include' | 'exclude' | 'drop' | 'offline' | 'allow'>
}

/** A wrapped function that runs is live, and so are the processes that it starts. */
const live = { include: [], exclude: ['*'], offline: false, allow: [] } as const

/** The traffic of the processes of tests that leaves this machine, or would: each process writes it into a file of its test. */
export class ChildReports {
  readonly #files = new Map<Attempt, string>()
  readonly #worker: ReportingWorker
  readonly #folder: string

  /** @param folder absolute; a file appears in it only when there was such traffic. */
  constructor(worker: ReportingWorker, folder: string) {
    this.#worker = worker
    this.#folder = folder
  }

  /** The order for a process that starts now. */
  order(): ChildOrder {
    const { attempt, isWrapped } = currentCaller(this.#worker) ?? {}
    const { include, exclude, drop, offline, allow } = this.#worker.settings
    const settings = isWrapped ? { ...live, drop } : { include, exclude, drop, offline, allow }
    return { settings, isWrapped: isWrapped === true, report: this.#fileOf(attempt) }
  }

  /** Hands out the reports since the last time, each with the attempt that had started the process. */
  *take(): Generator<readonly [report: ChildReport, attempt: Attempt]> {
    for (const [attempt, path] of this.#files)
      for (const line of takeLines(path)) yield [JSON.parse(line) as ChildReport, attempt]
  }

  #fileOf(attempt: Attempt): string {
    let path = this.#files.get(attempt)
    if (path === undefined) {
      path = join(this.#folder, `vitest-cassette-${process.pid}-${performance.timeOrigin}-${this.#files.size}.jsonl`)
      this.#files.set(attempt, path)
    }
    return path
  }
}
