import type { StoredBody } from '../../cassette/interaction.ts'
import { documentsOf } from './documents.ts'
import { failure } from './facts.ts'
import { wireFormats } from './wire-formats.ts'
import { objectOf } from './json-value.ts'
import type { WireFact, WireFormat, WireReader } from './wire-format.ts'

/** A tool call as far as it has come. */
export interface ToolCall {
  readonly name: string
  readonly id?: string
  /** JSON text of the input. */
  readonly input: string
  readonly isComplete: boolean
}

/** What an answer says, in whatever format. */
export interface ReadAnswer {
  /** Name of the format; absent when it is none that is known. */
  readonly format?: string
  /** Text for the user. */
  readonly text: string
  readonly reasoning: string
  readonly toolCalls: readonly ToolCall[]
  /** The provider said that it has said everything. */
  readonly isFinished: boolean
  /** What the provider said about a failure of its own. */
  readonly error?: Extract<WireFact, { type: 'error' }>
  /** How many events, lines or messages there were; 1 for a plain answer. */
  readonly documents: number
  /** What was said, with the position of the event, line or message that said it. */
  readonly facts: ReadonlyArray<{ readonly position: number; readonly fact: WireFact }>
}

/** Reads a body, whole or cut: what cannot be read is passed over. */
export function readAnswer(body: StoredBody | undefined): ReadAnswer {
  const facts: Array<{ position: number; fact: WireFact }> = []
  let format: WireFormat | undefined
  let read: WireReader | undefined
  const documents = documentsOf(body)
  for (const [position, document] of documents.entries()) {
    if (read === undefined) {
      format = wireFormats.find(({ recognizes }) => recognizes(document))
      read = format?.createReader()
    }
    for (const fact of read?.(document) ?? errorOf(document.value)) facts.push({ position, fact })
  }
  return {
    ...(format && { format: format.name }),
    documents: documents.length,
    facts,
    ...summedUp(facts.map(({ fact }) => fact)),
  }
}

/** An error has much the same shape everywhere, whatever the answers look like. */
function errorOf(value: unknown): WireFact[] {
  const { error } = objectOf(value)
  return error === undefined || error === null ? [] : [failure(error)]
}

function summedUp(facts: readonly WireFact[]): Omit<ReadAnswer, 'format' | 'documents' | 'facts'> {
  const said = (type: 'text' | 'reasoning'): string =>
    facts.map((fact) => (fact.type === type ? fact.text : '')).join('')
  const calls = new Map<string, { name: string; id?: string; input: string; isComplete: boolean }>()
  for (const fact of facts) {
    if (fact.type === 'tool') calls.set(fact.call, { ...named(fact), input: '', isComplete: false })
    const call = 'call' in fact ? calls.get(fact.call) : undefined
    if (call !== undefined && fact.type === 'tool-input') call.input += fact.json
    if (call !== undefined && fact.type === 'tool-end') call.isComplete = true
  }
  const error = facts.find((fact) => fact.type === 'error')
  return {
    text: said('text'),
    reasoning: said('reasoning'),
    toolCalls: [...calls.values()],
    isFinished: facts.some(({ type }) => type === 'finish'),
    ...(error && { error }),
  }
}

function named({ name, id }: Extract<WireFact, { type: 'tool' }>): { name: string; id?: string } {
  return { name, ...(id !== undefined && { id }) }
}
