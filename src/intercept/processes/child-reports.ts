import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import type { Settings } from '../../cassette/settings.ts'
import type { OfflineRequestFields } from '../../errors/offline-request-error.ts'
import { currentCaller, type Callers } from '../../session/caller.ts'
import { readLines, removeLines } from '../../store/append-lines.ts'
import type { ChildOrder } from './child-process-trap.ts'

/** A request, connection, look-up or datagram to another machine, in a process or a thread of a test. */
export interface ChildReport extends Pick<OfflineRequestFields, 'address' | 'host' | 'line'> {
  readonly from: 'process' | 'thread'
  /** A request to a provider is always refused, all others only in an offline run. The requests of a native client are not seen. */
  readonly fate: 'provider-refused' | 'refused' | 'dropped' | 'passed-through' | 'not-seen'
}

type Attempt = Callers['outside']

interface ReportingWorker extends Callers {
  readonly settings: Pick<Settings, 'include' | 'exclude' | 'drop' | 'offline' | 'allow'>
}

/** A wrapped function that runs is live, and so are the processes that it starts. */
export const live = { include: [], exclude: ['*'], offline: false, allow: [] } as const

/** The traffic of the processes of tests that leaves this machine, or would: each process writes it into a file of its test. */
export class ChildReports {
  readonly #files = new Map<Attempt, { readonly path: string; taken: number }>()
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

  /**
   * Hands out the reports since the last time, each with the attempt that had started the process. A file is removed when its
   * attempt is over: until then a process may be writing it.
   */
  *take(): Generator<readonly [report: ChildReport, attempt: Attempt]> {
    for (const [attempt, file] of this.#files) {
      const lines = readLines(file.path)
      for (const line of lines.slice(file.taken)) yield [JSON.parse(line) as ChildReport, attempt]
      file.taken = lines.length
      if (attempt?.isClosed === false || lines.length === 0) continue
      removeLines(file.path)
      file.taken = 0
    }
  }

  #fileOf(attempt: Attempt): string {
    let file = this.#files.get(attempt)
    if (file === undefined) {
      // The threads of a process have one `timeOrigin`.
      const name = `vitest-cassette-${process.pid}-${performance.timeOrigin}-${threadId}-${this.#files.size}.jsonl`
      file = { path: join(this.#folder, name), taken: 0 }
      this.#files.set(attempt, file)
    }
    return file.path
  }
}
