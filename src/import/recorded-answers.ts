import { sameValue } from '../util/same-value.ts'
import type { ForeignAnswer, ForeignInteraction, Recording } from './recording.ts'

/** A request of a running test. */
export interface AskedRequest {
  /** File and full name of the test. */
  readonly test: string | undefined
  readonly method: string
  readonly url: URL
  readonly body: string
}

/** A recording with the tests that it belongs to, each by file and full name. */
export interface AnsweringRecording {
  readonly recording: Recording
  readonly tests: readonly string[]
}

/** An answer that is not used yet, and how well it answers a request: the higher, the better; 0 for not at all. */
interface Entry {
  readonly answer: ForeignAnswer
  readonly fit: (asked: AskedRequest) => number
}

/**
 * Gives the answers of recordings to a running test, whose requests may differ from the recorded ones. A test gets the
 * answers of its own recordings. A test without recordings gets those of recordings without a test. Each answer is used
 * once: that of the same body first, else the next one of the same method and path.
 */
export class RecordedAnswers {
  readonly #recordings: ReadonlyArray<{ readonly tests: readonly string[]; readonly entries: Entry[] }>

  constructor(recordings: readonly AnsweringRecording[]) {
    this.#recordings = recordings.map(({ recording, tests }) => ({ tests, entries: entriesOf(recording) }))
  }

  /** Takes the answer to a request; `undefined` when no recording has one left. */
  take(asked: AskedRequest): ForeignAnswer | undefined {
    const own = this.#recordings.filter(({ tests }) => asked.test !== undefined && tests.includes(asked.test))
    const chosen = own.length > 0 ? own : this.#recordings.filter(({ tests }) => tests.length === 0)
    const [best] = chosen
      .flatMap(({ entries }) => entries.map((entry) => ({ entries, entry, fit: entry.fit(asked) })))
      .filter(({ fit }) => fit > 0)
      .toSorted((a, b) => b.fit - a.fit)
    if (best === undefined) return undefined
    best.entries.splice(best.entries.indexOf(best.entry), 1)
    return best.entry.answer
  }
}

function entriesOf({ interactions, scripted = [] }: Recording): Entry[] {
  return [
    ...interactions.map((foreign) => ({
      answer: foreign.response,
      fit: (asked: AskedRequest) => fitOf(asked, foreign),
    })),
    ...scripted.map(({ answer, pathEnd }) => ({
      answer,
      fit: ({ method, url }: AskedRequest) => (method === 'POST' && url.pathname.endsWith(pathEnd) ? 1 : 0),
    })),
  ]
}

function fitOf(asked: AskedRequest, { request }: ForeignInteraction): number {
  const { host, pathname } = new URL(request.url)
  if (asked.method !== request.method || asked.url.pathname !== pathname) return 0
  const isSameHost = asked.url.host === host
  return 1 + (isSameHost ? 1 : 0) + (isSameBody(asked.body, Buffer.from(request.body).toString()) ? 2 : 0)
}

function isSameBody(a: string, b: string): boolean {
  if (a === b) return true
  try {
    return sameValue(JSON.parse(a), JSON.parse(b))
  } catch {
    return false
  }
}
