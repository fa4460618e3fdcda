/** One thing that a document of an answer says. Some (start, ping) say nothing. */
export type WireFact =
  /** Text for the user. */
  | { readonly type: 'text'; readonly text: string }
  /** Text of the model's thinking. */
  | { readonly type: 'reasoning'; readonly text: string }
  /** A tool call begins. `call` tells the tool calls of one answer apart. */
  | { readonly type: 'tool'; readonly call: string; readonly name: string; readonly id?: string }
  /** A piece of the tool's input, as JSON text. */
  | { readonly type: 'tool-input'; readonly call: string; readonly json: string }
  /** The tool's input is complete. */
  | { readonly type: 'tool-end'; readonly call: string }
  /** The provider says that it has said everything. Counts of tokens may follow. */
  | { readonly type: 'finish' }
  /** The provider says that it failed. */
  | {
      readonly type: 'error'
      readonly kind: string
      readonly message: string
      /** Of what was passed: one that is over in a minute, or one that is not. Absent where that is not said. */
      readonly limit?: 'short' | 'long'
    }

/** A JSON value of an answer: the whole of it, or one event, line or message of a stream. */
export interface WireDocument {
  readonly value: unknown
  /** Name of the event or message that holds it. */
  readonly event?: string
}

/** Reads the documents of one answer in order, and remembers what it must between them. */
export type WireReader = (document: WireDocument) => readonly WireFact[]

/**
 * One way in which providers write answers. Formats are told apart by the shape of the documents, not by the host: many
 * hosts speak the format of another.
 */
export interface WireFormat {
  /** `openai-chat`, … */
  readonly name: string
  /** Whether a document has a shape that only this format has. */
  readonly recognizes: (document: WireDocument) => boolean
  readonly createReader: () => WireReader
}
