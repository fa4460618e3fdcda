import type { ReadAnswer } from '../../providers/wire/read-answer.ts'
import type { MessagePart } from '../../providers/wire/message-parts.ts'
import type { Message } from '../../providers/wire/read-request.ts'

/** A call with the texts by which its messages are compared. */
export interface ComparedCall {
  readonly position: number
  readonly lane: string
  readonly messages: readonly Message[]
  /** The messages as text. */
  readonly texts: readonly string[]
  readonly answer: Pick<ReadAnswer, 'text' | 'toolCalls'>
}

/** The messages of a call that no earlier call has shown. */
export interface News {
  /** The earlier call whose conversation goes on; absent for a new conversation. */
  readonly continued?: ComparedCall
  readonly messages: readonly Message[]
}

/** Most earlier calls of a lane that are compared. */
const most = 50

/** Finds what is new in a call: everything after the longest beginning that an earlier call of its lane has. */
export function newsOf(call: Omit<ComparedCall, 'answer'>, earlier: readonly ComparedCall[]): News {
  let continued: ComparedCall | undefined
  let same = 0
  for (const other of earlier.filter(({ lane }) => lane === call.lane).slice(-most)) {
    const count = equalStart(call.texts, other.texts)
    if (count > 0 && count >= same) [continued, same] = [other, count]
  }
  if (continued === undefined) return { messages: call.messages }
  const rest = call.messages.slice(same)
  // The answer to the earlier call comes back as a message.
  const repeated = same === continued.texts.length ? countRepeated(rest, continued.answer) : 0
  return { continued, messages: rest.slice(repeated) }
}

function equalStart(a: readonly string[], b: readonly string[]): number {
  let count = 0
  while (count < a.length && count < b.length && a[count] === b[count]) count += 1
  return count
}

/** The number of messages at the beginning that only repeat an answer. */
function countRepeated(messages: readonly Message[], answer: ComparedCall['answer']): number {
  const index = messages.findIndex(
    ({ role, parts }) => role !== 'assistant' || !parts.every((part) => isRepeated(part, answer)),
  )
  return index === -1 ? messages.length : index
}

function isRepeated(part: MessagePart, { text, toolCalls }: ComparedCall['answer']): boolean {
  switch (part.type) {
    case 'text':
      return text.includes(part.text.trim())
    case 'call':
      return toolCalls.some(({ id, name }) => id === part.call || name === part.call)
    case 'reasoning':
    case 'other':
      return true
    default:
      return false
  }
}
