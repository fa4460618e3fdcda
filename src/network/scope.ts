import type { CassetteError } from '../errors/cassette-error.ts'
import type { CassetteOwner } from '../format/document.ts'
import type { CassetteReport, Tally } from '../core/report.ts'
import type { Settings } from '../core/settings.ts'
import type { OpenCassette } from '../store/open-cassette.ts'

/**
 * One attempt of one test, or one test file outside its tests, as the network sees it: whose cassette a request
 * belongs to, and where its errors go.
 */
export class Scope {
  readonly owner: CassetteOwner
  readonly settings: Settings
  /** Absolute path of the cassette. */
  readonly path: string
  /** Command that runs just this test again. */
  readonly command: string
  readonly errors: Error[] = []
  readonly tally: Tally = { offline: 0, live: {}, tokens: 0, savedTokens: 0, savedMs: 0 }
  /** What earlier attempts of the same test came to. */
  earlier: CassetteReport | undefined
  /** The cassette, once a request has opened it. */
  cassette: OpenCassette | undefined
  /** The error that kept it from opening: every request of the test is refused with it. */
  unreadable: CassetteError | undefined
  /** The test has ended: its cassette takes no more requests, but those it has are answered. */
  isClosed = false
  /** Requests being answered and bodies being recorded, with a way to stop each. */
  readonly #open = new Map<Promise<unknown>, () => void>()

  constructor(options: Pick<Scope, 'owner' | 'settings' | 'path' | 'command'>) {
    this.owner = options.owner
    this.settings = options.settings
    this.path = options.path
    this.command = options.command
  }

  /** Keeps the end of the test waiting for `work`, up to a bound; `stop` ends it early. */
  track(work: Promise<unknown>, stop: () => void): void {
    const settled: Promise<unknown> = work.then(
      () => this.#open.delete(settled),
      () => this.#open.delete(settled),
    )
    this.#open.set(settled, stop)
  }

  /** Whether anything is still being answered or recorded. */
  get isBusy(): boolean {
    return this.#open.size > 0
  }

  /** Resolves when nothing is being answered or recorded any more. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open.keys())
  }

  /** Ends what is still open. */
  stop(): void {
    for (const stop of this.#open.values()) stop()
  }
}
