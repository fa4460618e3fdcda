import { join } from 'node:path'
import type { OfflineOrder } from './child-process-trap.ts'
import type { RefusedInProcess, WorkerState } from '../session/worker-state.ts'
import type { TestAttempt } from '../session/test-attempt.ts'
import { takeLines } from '../store/append-lines.ts'

/** What the processes that tests have started were refused: each writes into a file of its test. */
export class OfflineReports {
  readonly #files = new Map<TestAttempt | undefined, string>()
  readonly #worker: WorkerState
  readonly #folder: string

  /** @param folder absolute; files in it are made only when something was refused. */
  constructor(worker: WorkerState, folder: string) {
    this.#worker = worker
    this.#folder = folder
  }

  /** What a process that starts now is told. */
  order(): OfflineOrder {
    const { callers, outside, settings } = this.#worker
    const attempt = callers.getStore()?.attempt ?? outside
    const { name, file = '(none: started outside every test)' } = attempt?.owner ?? {}
    return { allow: settings.allow, test: name ?? file, report: this.#fileOf(attempt) }
  }

  /** Hands out what was refused since the last time, with the attempt whose process it was. */
  *take(): Generator<readonly [refused: RefusedInProcess, attempt: TestAttempt | undefined]> {
    for (const [attempt, path] of this.#files)
      for (const line of takeLines(path)) yield [JSON.parse(line) as RefusedInProcess, attempt]
  }

  #fileOf(attempt: TestAttempt | undefined): string {
    let path = this.#files.get(attempt)
    if (path === undefined) {
      path = join(this.#folder, `vitest-cassette-${process.pid}-${performance.timeOrigin}-${this.#files.size}.jsonl`)
      this.#files.set(attempt, path)
    }
    return path
  }
}
