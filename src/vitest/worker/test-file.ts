import { join } from 'node:path'
import type { CassetteReport } from '../../cassette/test-report.ts'
import type { ActiveSettings, TestIdentity } from '../../session/test-identity.ts'
import { TestAttempt } from '../../session/test-attempt.ts'
import { exists } from '../../store/exists.ts'
import { cassetteFolder, fileCassette, insidePath } from '../../store/paths.ts'
import { lazy } from '../../util/lazy.ts'
import { loadFirstRequest } from './load-bundles.ts'
import { titlesOf } from './test-names.ts'
import type { TaskNode } from './test-process-internals.ts'

/** A test file: one attempt for each attempt of its tests, and one for the file outside its tests. */
export class TestFile {
  readonly settings: ActiveSettings
  /** The file outside its tests: import-time and `beforeAll` traffic. */
  readonly outside: TestAttempt
  /** Errors of requests that belong to no running test: the file fails with them. */
  readonly #stray: Error[] = []
  readonly #path: string
  /** Absolute path of the folder with its cassettes. */
  readonly #folder: string
  readonly #attempts = new Map<string, TestAttempt>()
  #isOver = false

  /** @param path absolute. */
  constructor(settings: ActiveSettings, path: string) {
    this.settings = settings
    this.#path = path
    this.#folder = cassetteFolder(settings, path)
    this.outside = new TestAttempt(
      this.#identify(() => fileCassette, []),
      settings,
    )
  }

  /** Begins an attempt of a test. The recordings and the report of an earlier attempt are still there. */
  begin(file: TaskNode, task: TaskNode, report: CassetteReport | undefined): TestAttempt {
    const earlier = this.#attempts.get(task.id)
    const test = this.#identify(
      () => loadFirstRequest().cassetteName(file, task),
      titlesOf(task),
      () => loadFirstRequest().cassettesOf(file),
    )
    // The options that the file has set so far hold for its tests.
    const attempt = new TestAttempt(test, this.outside.options, earlier)
    if (earlier !== undefined) attempt.accounts.earlier = report
    this.#attempts.set(task.id, attempt)
    return attempt
  }

  /** Whether any of its tests may have a cassette. */
  get hasCassettes(): boolean {
    return exists(this.#folder)
  }

  /** Whether anything was answered from a cassette. */
  get hasReplayed(): boolean {
    return [this.outside, ...this.#attempts.values()].some(({ accounts }) => accounts.replayed.length > 0)
  }

  /** Takes an error that no running test can fail with: the file fails with it, or, when that is over too, the run. */
  reportStray(error: Error): void {
    if (!this.#isOver) this.#stray.push(error)
    // Vitest reports an unhandled rejection as an error of the run.
    else void Promise.reject(error)
  }

  /** Ends the file: hands out its stray errors once. */
  close(): Error[] {
    this.#isOver = true
    return this.#stray.splice(0)
  }

  #identify(
    cassette: () => string,
    titles: readonly string[],
    cassettesOfFile?: TestIdentity['cassettesOfFile'],
  ): TestIdentity {
    const { settings } = this
    const path = this.#path
    const file = insidePath(settings.root, this.#path)
    const isTest = titles.length > 0
    const cassettePath = lazy(() => join(this.#folder, `${cassette()}.json`))
    return {
      owner: isTest ? { file, name: titles.join(' > ') } : { file },
      settings,
      ...(cassettesOfFile && { cassettesOfFile }),
      // Only few tests ever need these two.
      get path() {
        return cassettePath()
      },
      get command() {
        return loadFirstRequest().rerunCommand(settings, path, isTest ? titles : undefined)
      },
    }
  }
}
