/** Prompts, by the behaviour of the matrix's provider. */
export const prompts = {
  plain: 'What is the answer?',
  stream: 'Count for me.',
  tool: 'Look up order 4711.',
  fail: 'Fail with an error.',
  break: 'Count, and break midway.',
  abort: 'Count slowly.',
  silence: 'Say nothing, ever.',
  warm: 'Nor was this.',
  unknown: 'This was never recorded.',
} as const

/** The test of a row that is not a cell. */
export const warmUp = 'warm-up'

/** One SDK with its client for the real host and with the placeholder key of a replay. */
export interface Row {
  readonly name: string
  /** A plain call. Absent when the row is about a stream. */
  readonly call?: (prompt: string, signal: AbortSignal) => Promise<unknown>
  /** The SDK ignores the abort of a plain call. */
  readonly isUnstoppable?: true
  /** A streamed call; the app iterates over its result. Absent when the SDK has none. */
  readonly stream?: (prompt: string, signal: AbortSignal) => AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>
  /** A call with a tool. Absent when the SDK has none. */
  readonly tool?: (prompt: string) => Promise<unknown>
  /** Aborts without the signal. */
  readonly abort?: () => void
  /** Further calls of the SDK, by column. */
  readonly more?: Readonly<Record<string, () => Promise<unknown>>>
}

/** JSON schema of the argument of the tool that the provider calls. */
export const lookUp = {
  name: 'look_up',
  description: 'Looks an order up',
  parameters: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
} as const
