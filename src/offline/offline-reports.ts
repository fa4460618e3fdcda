import { join } from 'node:path'
import type { OfflineOrder } from './child-process-trap.ts'
import type { RefusedInProcess, Runtime } from '../session/worker-state.ts'
import type { Scope } from '../session/test-attempt.ts'
import { takeLines } from '../store/append-lines.ts'

/** What the processes that tests have started were refused: each writes into a file of its test. */
export class OfflineReports {
  readonly #files = new Map<Scope | undefined, string>()
  readonly #runtime: Runtime
  readonly #folder: string

  /** @param folder absolute; files in it are made only when something was refused. */
  constructor(runtime: Runtime, folder: string) {
    this.#runtime = runtime
    this.#folder = folder
  }

  /** What a process that starts now is told. */
  order(): OfflineOrder {
    const { callers, outside, settings } = this.#runtime
    const scope = callers.getStore()?.scope ?? outside
    const { name, file = '(none: started outside every test)' } = scope?.owner ?? {}
    return { allow: settings.allow, test: name ?? file, report: this.#fileOf(scope) }
  }

  /** Hands out what was refused since the last time, with the scope whose process it was. */
  *take(): Generator<readonly [refused: RefusedInProcess, scope: Scope | undefined]> {
    for (const [scope, path] of this.#files)
      for (const line of takeLines(path)) yield [JSON.parse(line) as RefusedInProcess, scope]
  }

  #fileOf(scope: Scope | undefined): string {
    let path = this.#files.get(scope)
    if (path === undefined) {
      path = join(this.#folder, `vitest-cassette-${process.pid}-${performance.timeOrigin}-${this.#files.size}.jsonl`)
      this.#files.set(scope, path)
    }
    return path
  }
}
