import type { Taken } from '../cassette/cassette.ts'
import type { Interaction, StoredRequest } from '../cassette/interaction.ts'
import type { Matching } from '../match/matching.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import type { AcceptedRequest, RefusedRequest } from '../store/requests/request-notes.ts'

/** A request that the cassette has no answer for. */
export interface UnansweredRequest {
  readonly request: StoredRequest
  readonly lane: string
  readonly taken: Pick<Exclude<Taken, { verdict: 'hit' }>, 'verdict'>
  readonly cassette: OpenCassette
  readonly slot: number
}

/** The changed requests of one attempt in a run of `accept --requests`. */
export interface Accepting {
  readonly accepted: readonly AcceptedRequest[]
  readonly refused: readonly RefusedRequest[]
  /** Takes the recorded interaction whose place a request may take, and notes the request. */
  readonly take: (missed: UnansweredRequest, matching: Matching) => Interaction | undefined
}
