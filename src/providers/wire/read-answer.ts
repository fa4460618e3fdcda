import type { StoredBody } from '../../cassette/stored-body.ts'
import { documentsOf } from './documents.ts'
import { failure } from './facts.ts'
import { wireFormats } from './wire-formats.ts'
import { objectOf } from './json-value.ts'
import type { WireFact, WireFormat, WireReader } from './wire-format.ts'

/** A tool call, complete or not. */
export interface ToolCall {
  readonly name: string
  readonly id?: string
  /** JSON text of the input. */
  readonly input: string
  readonly isComplete: boolean
}

/** The content of an answer, independent of its format. */
export interface ReadAnswer {
  /** Name of the format; absent when it is unknown. */
  readonly format?: string
  /** Text for the user. */
  readonly text: string
  readonly reasoning: string
  readonly toolCalls: readonly ToolCall[]
  /** The provider marked the end of its answer. */
  readonly isFinished: boolean
  /** The provider's report of its own failure. */
  readonly error?: Extract<WireFact, { type: 'error' }>
  /** Number of events, lines or messages; 1 for a plain answer. */
  readonly documents: number
  /** Facts with the position of their event, line or message. */
  readonly facts: ReadonlyArray<{ readonly position: number; readonly fact: WireFact }>
}

/** Reads a body, complete or not, and skips whatever it cannot read. */
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

/** Errors have nearly the same shape in all formats. */
function errorOf(value: unknown): WireFact[] {
  const { error } = objectOf(value)
  return error === undefined || error === null ? [] : [failure(error)]
}

function summedUp(facts: readonly WireFact[]): Omit<ReadAnswer, 'format' | 'documents' | 'facts'> {
  const joined = (type: 'text' | 'reasoning'): string =>
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
    text: joined('text'),
    reasoning: joined('reasoning'),
    toolCalls: [...calls.values()],
    isFinished: facts.some(({ type }) => type === 'finish'),
    ...(error && { error }),
  }
}

function named({ name, id }: Extract<WireFact, { type: 'tool' }>): { name: string; id?: string } {
  return { name, ...(id !== undefined && { id }) }
}
