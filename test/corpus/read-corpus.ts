import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** Header values of a corpus. A repeated header has an array. */
export type CorpusHeaders = Readonly<Record<string, string | readonly string[]>>

export interface CorpusRequest {
  readonly method: string
  readonly url: string
  readonly headers: CorpusHeaders
  readonly body?: string
  readonly bodyBase64?: string
}

export interface CorpusResponse {
  readonly status: number
  readonly statusText: string
  readonly headers: CorpusHeaders
  readonly body?: string
  readonly bodyBase64?: string
}

/** One line of a corpus. */
export interface CorpusInteraction {
  /** Number of the line in its file, from 1. */
  readonly line: number
  readonly cassette: string
  readonly provider: string | null
  readonly stream: 'sse' | 'ndjson' | 'aws-eventstream' | 'json-array' | null
  readonly request: CorpusRequest
  readonly response: CorpusResponse
}

/** The interactions of one cassette with a real provider, in order. */
export interface CorpusCassette {
  readonly name: string
  readonly interactions: readonly CorpusInteraction[]
}

/**
 * The cassettes of a corpus file, `.jsonl` or `.jsonl.gz`.
 *
 * @param nameField field with the name of the cassette.
 * @throws Error with the number of a line that is not an interaction.
 */
export function readCorpus(path: string, nameField: 'cassette' | 'native' = 'cassette'): CorpusCassette[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const interactions = text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [readLine(line, index + 1, path, nameField)]))
  return [...Map.groupBy(interactions, ({ cassette }) => cassette)].map(([name, list]) => ({
    name,
    interactions: list,
  }))
}

/** The bytes of a request or a response. */
export function bodyOf({ body, bodyBase64 }: Pick<CorpusRequest, 'body' | 'bodyBase64'>): Buffer {
  return bodyBase64 === undefined ? Buffer.from(body ?? '') : Buffer.from(bodyBase64, 'base64')
}

/** Single headers with names in lower case, without headers that no client can send or receive. */
export function headerList(headers: CorpusHeaders): Array<[name: string, value: string]> {
  return Object.entries(headers)
    .flatMap(([name, value]) => [value].flat().map((single): [string, string] => [name.toLowerCase(), single]))
    .filter(isValidHeader)
}

function isValidHeader(header: [string, string]): boolean {
  try {
    new Headers().append(...header)
    return true
  } catch {
    return false
  }
}

function readLine(text: string, line: number, path: string, nameField: string): CorpusInteraction {
  const fail = (reason: string): never => {
    throw new Error(`Failed to read ${path}, line ${line}: ${reason}`)
  }
  let value: Partial<CorpusInteraction> & Readonly<Record<string, unknown>>
  try {
    value = JSON.parse(text) as typeof value
  } catch (error) {
    return fail((error as Error).message)
  }
  const { [nameField]: cassette, provider = null, stream = null, request, response } = value
  if (typeof cassette !== 'string') return fail('no cassette is named')
  if (typeof request?.method !== 'string' || typeof request.url !== 'string')
    return fail('no request with a method and a URL')
  if (typeof response?.status !== 'number') return fail('no response with a status')
  return {
    line,
    cassette,
    provider,
    stream,
    request: { ...request, headers: request.headers ?? {} },
    response: { ...response, statusText: response.statusText ?? '', headers: response.headers ?? {} },
  }
}
