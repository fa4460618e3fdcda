import type { Said } from '../../cassette/interaction.ts'
import type { StoredBody } from '../../cassette/stored-body.ts'

/** The parts of an answer that was written by hand, and the model that the request asks for. */
export interface Written {
  readonly says: readonly Said[]
  readonly model: string
}

/** A tool call of an answer that was written by hand. */
export interface WrittenCall {
  /** Position among the tool calls, from 0. */
  readonly index: number
  readonly id: string
  readonly name: string
  readonly input: unknown
  /** JSON text of the input. */
  readonly json: string
}

/** A part of an answer: text, or a tool call. */
export type WrittenPart = string | WrittenCall

/** The data of an event that tells its type. */
export type TypedEvent = Readonly<Record<string, unknown>> & { readonly type: string }

/** Writes an answer in the format of one API. */
export interface WrittenFormat {
  /** The paths of the API. */
  readonly path: RegExp
  /** The whole answer as JSON. */
  readonly whole: (written: WrittenParts) => object
  /** The answer as a stream. */
  readonly stream: (written: WrittenParts) => StoredBody
}

/** An answer with its parts, their text and their calls. */
export interface WrittenParts {
  readonly model: string
  readonly parts: readonly WrittenPart[]
  readonly text: string
  readonly calls: readonly WrittenCall[]
}

/** The parts of an answer. Each tool call gets an id, because clients send it back with the result. */
export function partsOf({ says, model }: Written): WrittenParts {
  const calls: WrittenCall[] = []
  const parts = says.map((said): WrittenPart => {
    if (typeof said === 'string') return said
    const json = typeof said.with === 'string' ? said.with : JSON.stringify(said.with)
    const call = { index: calls.length, id: `call_${calls.length + 1}`, name: said.calls, input: said.with, json }
    calls.push(call)
    return call
  })
  return { model, parts, calls, text: parts.filter((part) => typeof part === 'string').join('') }
}
