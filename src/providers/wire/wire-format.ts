/** One fact in a document of an answer. Some documents (start, ping) hold none. */
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
  /** The provider marks the end of its answer. Counts of tokens may follow. */
  | { readonly type: 'finish' }
  /** The provider reports its own failure. */
  | {
      readonly type: 'error'
      readonly kind: string
      readonly message: string
      /** Period of an exceeded limit: about a minute, or longer. Absent when the provider does not say. */
      readonly limit?: 'short' | 'long'
    }

/** A JSON value of an answer: the whole answer, or one event, line or message of a stream. */
export interface WireDocument {
  readonly value: unknown
  /** Name of the event or message that holds it. */
  readonly event?: string
}

/** Reads the documents of one answer in order. It keeps state between them. */
export type WireReader = (document: WireDocument) => readonly WireFact[]

/**
 * A format of answers. The shape of the documents identifies it, not the host: many hosts use the format of another
 * provider.
 */
export interface WireFormat {
  /** `openai-chat`, … */
  readonly name: string
  /** Whether only this format has documents of this shape. */
  readonly recognizes: (document: WireDocument) => boolean
  readonly createReader: () => WireReader
}
