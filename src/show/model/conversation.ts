import type { Cost } from '../../cassette/cost.ts'
import type { RequestChange, StoredFailure, StoredRequest, StoredResponse } from '../../cassette/interaction.ts'
import type { Usage } from '../../cassette/usage.ts'
import type { ReadAnswer, ToolCall } from '../../providers/wire/read-answer.ts'
import type { Message, OfferedTool } from '../../providers/wire/read-request.ts'
import type { Media, MessagePart } from '../../providers/wire/message-parts.ts'
import type { StreamTimes } from './stream-times.ts'
import type { SharedPrefix } from './shared-prefix.ts'

/** A call to show: an interaction of a cassette, or a request of a running test. */
export interface SeenCall {
  readonly lane: string
  readonly step?: string
  /** ISO 8601. */
  readonly recordedAt?: string
  readonly request: StoredRequest
  /** The part of the answer that the app received. */
  readonly response?: StoredResponse | undefined
  readonly failure?: StoredFailure | undefined
  /** The provider has answered another request. */
  readonly requestChanged?: RequestChange | undefined
  /** Absent for a call of a cassette that no test has made. */
  readonly outcome?: Outcome
}

/** The way in which a running test got its answer. */
export type Outcome = 'replayed' | 'recorded' | 'missed' | 'refused' | 'unfinished'

/** The calls of one test. Everything that a page shows is in it. */
export interface Conversation {
  /** Path of the test file, relative to the root. */
  readonly file: string
  /** Full name of the test; absent for the traffic of a file outside its tests. */
  readonly name?: string
  readonly calls: readonly ShownCall[]
  /** Names of all lanes, in the order of their first call. */
  readonly lanes: readonly string[]
  readonly usage: Usage
  /** Absent without prices. */
  readonly cost?: Cost
  /** Milliseconds that the answers took, added up. */
  readonly milliseconds: number
  /** Time of the newest recording, in ISO 8601; absent when nothing was recorded. */
  readonly recordedAt?: string
}

/** One call, with what is new in it. */
export interface ShownCall {
  /** From 1. */
  readonly position: number
  readonly lane: string
  readonly step?: string
  readonly recordedAt?: string
  readonly outcome?: Outcome
  /** Method, host and path. */
  readonly call: string
  /** Provider and model, or the name of a wrapped function. */
  readonly service: string
  /** The request in one line. */
  readonly summary: string
  /** Position of the earlier call whose conversation this one continues. */
  readonly continues?: number
  /** The instructions; absent when the continued call had the same. */
  readonly system?: string
  /** The tools on offer; absent when the continued call offered the same. */
  readonly tools?: readonly NumberedTool[]
  /** Number of messages in the whole request. */
  readonly messages: number
  /** The messages that no earlier call has shown. */
  readonly news: readonly NumberedMessage[]
  readonly answer: ShownAnswer
  readonly usage?: Usage
  readonly cost?: Cost
  /** Absent without a recorded answer. */
  readonly times?: StreamTimes
  /** The beginning that this request shares with the one before it in its lane; absent for the first. */
  readonly prefix?: SharedPrefix
  /** Places of secrets, with the placeholders that stand there. */
  readonly redacted: readonly RedactedPlace[]
  readonly source: SeenCall
}

/** A tool with its number in the conversation. */
export interface NumberedTool extends OfferedTool {
  readonly number: number
}

/** A message whose calls and results have the labels that join them. */
export interface NumberedMessage extends Omit<Message, 'parts'> {
  readonly parts: readonly NumberedPart[]
}

/** A part of a message. `label` is the number of the tool, and of its call when the tool is called more than once. */
export type NumberedPart = MessagePart & { readonly label?: string }

/** A tool call of an answer with its label. */
export interface NumberedCall extends ToolCall {
  readonly label: string
}

/** The answer of a call. */
export interface ShownAnswer extends Pick<ReadAnswer, 'format' | 'text' | 'reasoning' | 'isFinished' | 'error'> {
  readonly calls: readonly NumberedCall[]
  /** How the text grew: milliseconds since the request, and characters by then. Empty without recorded times. */
  readonly paces: ReadonlyArray<readonly [at: number, length: number]>
  readonly media: readonly Media[]
}

/** A place where a secret stood. */
export interface RedactedPlace {
  /** Such as `request.body.json.messages[0].content`. */
  readonly place: string
  /** Such as `[REDACTED:openai-key.1]`. */
  readonly placeholder: string
  /** The rule that found it: the kind of the secret. */
  readonly rule: string
}
