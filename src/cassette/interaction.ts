/**
 * A body as it stands in a cassette: the most readable form that gives the exact bytes back.
 *
 * The forms are tried in the order given here; `src/body/pack.ts` chooses.
 */
export type StoredBody =
  | JsonBody
  | SseBody
  | NdjsonBody
  | EventStreamBody
  | MultipartBody
  | TextBody
  | Base64Body
  | FileBody

/** How a JSON text was laid out. Absent means compact: what `JSON.stringify(value)` gives. */
export interface JsonLayout {
  /** Spaces of one indentation level, as in `JSON.stringify(value, null, indent)`. */
  readonly indent?: number
  /**
   * One line, with a space after each colon and comma, as Python's `json.dumps` writes; `'colons'`: after colons only,
   * as Gemini writes.
   */
  readonly spaced?: true | 'colons'
  /** Every character outside ASCII is written as `\uXXXX`, as Python's `json.dumps` does. */
  readonly ascii?: true
  /** ASCII characters written as `\uXXXX` although they need not be, such as `<>&` by Go and Google. */
  readonly escape?: string
  /** Keys whose whole numbers are written with `.0`, such as `temperature` by Python and OpenAI. */
  readonly floats?: readonly string[]
  /** White space before the value, with which OpenRouter keeps a connection open. */
  readonly head?: string
  /** White space after the value, usually a line break. */
  readonly tail?: string
}

export interface JsonBody {
  readonly json: unknown
  readonly layout?: JsonLayout
}

/**
 * One server-sent event. Its fields stand in the order of their lines; `data` is an object or an array when the line
 * held one, else the text. `raw` is used, alone, for what no such event gives back exactly.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export interface SseEvent {
  readonly event?: string
  readonly id?: string
  readonly retry?: string
  readonly comment?: string
  readonly data?: unknown
  /** Spaces before the last bracket of `data`, with which Anthropic hides the length of its tokens. */
  readonly pad?: number
  readonly raw?: string
}

export interface SseLayout {
  /** Line end. @default "\n" */
  readonly eol?: '\r\n' | '\r'
  /** No space after the colon of a field. */
  readonly tight?: true
  /** Layout of the JSON in `data` lines. @default compact */
  readonly json?: JsonLayout
}

export interface SseBody {
  readonly sse: readonly SseEvent[]
  readonly layout?: SseLayout
  /** The bytes of a character in whose middle the stream was cut, in base64. */
  readonly rest?: string
}

export interface NdjsonLayout {
  /** Line end. @default "\n" */
  readonly eol?: '\r\n'
  /** The last line has no line end. */
  readonly open?: true
  /** Layout of each line. @default compact */
  readonly json?: JsonLayout
}

export interface NdjsonBody {
  readonly ndjson: readonly unknown[]
  readonly layout?: NdjsonLayout
}

/** A header of an event-stream message: a string, or a value with its wire type. */
export type EventStreamHeader = string | { readonly type: string; readonly value: string | number | boolean }

/**
 * One message of an AWS event stream, decoded; its lengths and checksums are computed again.
 *
 * @see https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html
 */
export interface EventStreamMessage {
  readonly headers: Readonly<Record<string, EventStreamHeader>>
  readonly body?: StoredBody
}

export interface EventStreamBody {
  readonly eventstream: readonly EventStreamMessage[]
  /** What followed the last complete message, in base64: a stream that was cut. */
  readonly rest?: string
}

export interface MultipartPart {
  /** Header lines of the part, in order, as written. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body?: StoredBody
}

/** @see https://www.rfc-editor.org/rfc/rfc2046#section-5.1 */
export interface MultipartBody {
  readonly multipart: readonly MultipartPart[]
  readonly boundary: string
  /** What follows the last delimiter. @default "\r\n" */
  readonly epilogue?: string
}

export interface TextBody {
  readonly text: string
}

export interface Base64Body {
  readonly base64: string
}

/** A large binary body in a file beside the cassette, named by its SHA-256. */
export interface FileBody {
  readonly file: string
  /** Bytes. */
  readonly size: number
}

/** Header names in lower case. An array when the header was repeated. */
export type StoredHeaders = Readonly<Record<string, string | readonly string[]>>

export interface StoredRequest {
  readonly method: string
  readonly url: string
  readonly headers?: StoredHeaders
  readonly body?: StoredBody
}

/** An error as the client saw it, one level of cause kept. */
export interface StoredFailure {
  readonly name: string
  readonly message: string
  /** A number only from what a wrapped function has thrown: what a command exited with. */
  readonly code?: string | number
  /** A wrapped function has thrown no error but a text, which is the `message`. */
  readonly text?: true
  readonly cause?: StoredFailure
}

/** `[milliseconds since the one before, bytes]`, for each piece of a body in the order it arrived. */
export type Chunk = readonly [delay: number, size: number]

export interface StoredResponse {
  readonly status: number
  /** Only when it is not the usual text of the status. */
  readonly statusText?: string
  readonly headers?: StoredHeaders
  /**
   * It announced a length: `true` for that of `body`, else a number of bytes, where there is no such body: of an answer to
   * HEAD, or one that did not come to its end. Absent when it was chunked.
   */
  readonly length?: true | number
  readonly body?: StoredBody
  readonly chunks?: readonly Chunk[]
  /** The client stopped reading here and the provider had more to say. */
  readonly aborted?: true
  /** The stream broke here. */
  readonly failure?: StoredFailure
}

interface InteractionBase {
  readonly lane: string
  /** Names of the steps it was recorded in, the outermost first, joined by ` > `. For people: it does not count. */
  readonly step?: string
  /** ISO 8601, UTC: when the request was sent. */
  readonly recordedAt: string
  readonly request: StoredRequest
}

/** One request with its outcome: a response, or a failure before any response. */
export type Interaction =
  | (InteractionBase & { readonly response: StoredResponse; readonly failure?: never })
  | (InteractionBase & { readonly failure: StoredFailure; readonly response?: never })
