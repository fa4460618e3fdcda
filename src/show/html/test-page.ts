import type { StoredRequest } from '../../cassette/interaction.ts'
import type { Conversation } from '../model/conversation.ts'

/** A test of a page. */
export interface ShownTest {
  readonly conversation: Conversation
  /** Absent for a cassette that is shown without a run. */
  readonly run?: ShownRun
  readonly misses: readonly ShownMiss[]
}

/** What a run knows about a test. */
export interface ShownRun {
  /** `passed`, `failed`, … */
  readonly state: string
  /** What became of the cassette: `replayed`, `recorded`, … */
  readonly result?: string | undefined
  /** What went wrong on the wire, in one line. */
  readonly wire?: string | undefined
  /** The errors that the test fails with. */
  readonly errors: readonly string[]
  /** The command that runs this test alone. */
  readonly command?: string | undefined
  /** Names and versions of the SDKs, as they name themselves in their requests. */
  readonly clients?: readonly string[]
}

/** A request without an answer. */
export interface ShownMiss {
  /** Position of the call in the conversation, from 1. */
  readonly position: number
  readonly asked: StoredRequest
  /** The recorded request that is nearest; absent where none is similar. */
  readonly nearest?: { readonly position: number; readonly request: StoredRequest } | undefined
  /** The miss in one sentence. */
  readonly note: string
  /** What to do about it, each a reason and a line. */
  readonly suggestions: ReadonlyArray<{ readonly when: string; readonly line: string }>
}
