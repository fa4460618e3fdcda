/**
 * A body in a cassette: the most readable form that unpacks to the exact bytes.
 *
 * `src/body/pack.ts` tries the forms in this order.
 *
 * @see docs/cassette-format.md#bodies
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

/**
 * Layout of a JSON text. Absent means compact, as `JSON.stringify(value)` writes.
 *
 * @see docs/cassette-format.md#json
 */
export interface JsonLayout {
  /** Spaces of one indentation level, as in `JSON.stringify(value, null, indent)`. */
  readonly indent?: number
  /**
   * One line with a space after each colon and comma, as Python's `json.dumps` writes. `'colons'`: a space after colons
   * only, as Gemini writes.
   */
  readonly spaced?: true | 'colons'
  /** Every character outside ASCII is written as `\uXXXX`, as Python's `json.dumps` does. */
  readonly ascii?: true
  /** ASCII characters written as `\uXXXX` without need, such as `<>&` by Go and Google. */
  readonly escape?: string
  /** Keys whose whole numbers are written with `.0`, such as `temperature` by Python and OpenAI. */
  readonly floats?: readonly string[]
  /** White space before the value. OpenRouter sends it to keep a connection open. */
  readonly head?: string
  /** White space after the value, usually a line break. */
  readonly tail?: string
}

/**
 * The place of a text in a body: names of fields, and indexes in lists, from the body on.
 *
 * @see docs/cassette-format.md#large-values
 */
export type ValuePath = ReadonlyArray<string | number>

/**
 * A JSON body.
 *
 * @see docs/cassette-format.md#json
 */
export interface JsonBody {
  readonly json: unknown
  readonly layout?: JsonLayout
  /** Places of the large base64 values, whose bytes are in files beside the cassette. */
  readonly files?: readonly ValuePath[]
}

/**
 * One server-sent event. Its fields are in the order of their lines. `data` is an object or an array when the line
 * held one, else the text. `raw` stands alone, for an event that the fields cannot reproduce exactly.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 * @see docs/cassette-format.md#sse
 */
export interface SseEvent {
  readonly event?: string
  readonly id?: string
  readonly retry?: string
  readonly comment?: string
  readonly data?: unknown
  /** Spaces before the last bracket of `data`. Anthropic adds them to hide the length of its tokens. */
  readonly pad?: number
  readonly raw?: string
}

/**
 * Layout of an event stream. Absent members have their defaults.
 *
 * @see docs/cassette-format.md#sse
 */
export interface SseLayout {
  /** Line end. @default "\n" */
  readonly eol?: '\r\n' | '\r'
  /** No space after the colon of a field. */
  readonly tight?: true
  /** Layout of the JSON in `data` lines. @default compact */
  readonly json?: JsonLayout
}

/**
 * A stream of server-sent events.
 *
 * @see docs/cassette-format.md#sse
 */
export interface SseBody {
  readonly sse: readonly SseEvent[]
  readonly layout?: SseLayout
  /** The bytes of an incomplete last character, in base64. */
  readonly rest?: string
  /** Places of the large base64 values, whose bytes are in files beside the cassette. */
  readonly files?: readonly ValuePath[]
}

/**
 * Layout of JSON lines. Absent members have their defaults.
 *
 * @see docs/cassette-format.md#ndjson
 */
export interface NdjsonLayout {
  /** Line end. @default "\n" */
  readonly eol?: '\r\n'
  /** The last line has no line end. */
  readonly open?: true
  /** Layout of each line. @default compact */
  readonly json?: JsonLayout
}

/**
 * A body of JSON values, one a line.
 *
 * @see docs/cassette-format.md#ndjson
 */
export interface NdjsonBody {
  readonly ndjson: readonly unknown[]
  readonly layout?: NdjsonLayout
  /** Places of the large base64 values, whose bytes are in files beside the cassette. */
  readonly files?: readonly ValuePath[]
}

/**
 * A header of an event-stream message: a string, or a value with its wire type.
 *
 * @see docs/cassette-format.md#eventstream
 */
export type EventStreamHeader = string | { readonly type: string; readonly value: string | number | boolean }

/**
 * One decoded message of an AWS event stream. Its lengths and checksums are computed when it is written.
 *
 * @see https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html
 * @see docs/cassette-format.md#eventstream
 */
export interface EventStreamMessage {
  readonly headers: Readonly<Record<string, EventStreamHeader>>
  readonly body?: StoredBody
}

/**
 * An AWS event stream.
 *
 * @see docs/cassette-format.md#eventstream
 */
export interface EventStreamBody {
  readonly eventstream: readonly EventStreamMessage[]
  /** Bytes after the last complete message of an incomplete stream, in base64. */
  readonly rest?: string
}

/**
 * One part of a multipart body.
 *
 * @see docs/cassette-format.md#multipart
 */
export interface MultipartPart {
  /** Header lines of the part, in order, unchanged. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body?: StoredBody
}

/**
 * A multipart body, as a list of parts.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2046#section-5.1
 * @see docs/cassette-format.md#multipart
 */
export interface MultipartBody {
  readonly multipart: readonly MultipartPart[]
  /** Absent in requests, because clients generate one for each. @default "boundary" */
  readonly boundary?: string
  /** Text after the last delimiter. @default "\r\n" */
  readonly epilogue?: string
}

/**
 * A body of UTF-8 text.
 *
 * @see docs/cassette-format.md#text
 */
export interface TextBody {
  readonly text: string
}

/**
 * A body of any other bytes.
 *
 * @see docs/cassette-format.md#base64
 */
export interface Base64Body {
  readonly base64: string
}

/**
 * A large binary body, or such a body of a part, in a file beside the cassette, named by its SHA-256.
 *
 * @see docs/cassette-format.md#file
 */
export interface FileBody {
  readonly file: string
  /** Bytes. */
  readonly size: number
}
