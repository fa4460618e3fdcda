/** Prompts, by the behaviour of the matrix's provider. */
export const prompts = {
  plain: 'What is the answer?',
  stream: 'Count for me.',
  tool: 'Look up order 4711.',
  loop: 'Track order 4711.',
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
  /** Two calls: the model calls the tool, and gets its result. Absent when the SDK has no tools. */
  readonly loop?: (prompt: string) => Promise<unknown>
  /** Aborts without the signal. */
  readonly abort?: () => void
  /** Further calls of the SDK, by column. */
  readonly more?: Readonly<Record<string, () => Promise<unknown>>>
}

/** The result of the tool. */
export const toolResult = 'It left on Tuesday.'

/**
 * A loop in the form of OpenAI's chat, which many have taken over.
 *
 * @param send sends the messages with the tool.
 * @param answerOf makes the message with the result from the call of the model.
 */
export async function chatLoop(
  prompt: string,
  send: (messages: any[]) => Promise<any>,
  answerOf: (call: any) => object = ({ id }) => ({ role: 'tool', tool_call_id: id, content: toolResult }),
): Promise<unknown> {
  const messages: unknown[] = [{ role: 'user', content: prompt }]
  const first = await send(messages)
  const message = first.choices?.[0].message ?? first.message
  const [call] = message.tool_calls ?? message.toolCalls
  return [first, await send([...messages, message, answerOf(call)])]
}

/** The message with the result, for SDKs that write names in camel case. */
export const camelResult = ({ id }: any): object => ({ role: 'tool', toolCallId: id, content: toolResult })

/** JSON schema of the argument of the tool that the provider calls. */
export const lookUp = {
  name: 'look_up',
  description: 'Looks an order up',
  parameters: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
} as const
