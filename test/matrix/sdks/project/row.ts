/** What a prompt makes the provider of the matrix do. */
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

/** The test of a row that is no cell. */
export const warmUp = 'warm-up'

/** One SDK: its client as an app would make it, for the real host and with the placeholder key of a replay. */
export interface Row {
  readonly name: string
  /** A plain call. Absent where the row is about a stream. */
  readonly call?: (prompt: string, signal: AbortSignal) => Promise<unknown>
  /** The SDK goes on with a plain call, whatever the caller wants. */
  readonly isUnstoppable?: true
  /** A streamed call: what the app iterates over. Absent where the SDK has none. */
  readonly stream?: (prompt: string, signal: AbortSignal) => AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>
  /** A call with a tool. Absent where the SDK has none. */
  readonly tool?: (prompt: string) => Promise<unknown>
  /** Aborts otherwise than with the signal. */
  readonly abort?: () => void
  /** What else the SDK does, by column. */
  readonly more?: Readonly<Record<string, () => Promise<unknown>>>
}

/** JSON schema of the argument of the tool that the provider calls. */
export const lookUp = {
  name: 'look_up',
  description: 'Looks an order up',
  parameters: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
} as const
