import { appendFileSync, readFileSync } from 'node:fs'

/** A request of the corpus in the form of a test. */
export interface CorpusCall {
  readonly line: number
  readonly method: string
  readonly url: string
  readonly headers: Array<[name: string, value: string]>
  /** Base64; absent when there is no body. */
  readonly body?: string
}

/** One cassette of the corpus. One test sends its requests. */
export interface CorpusTest {
  readonly name: string
  readonly calls: readonly CorpusCall[]
}

/** An answer in the view of an app. */
export interface Seen {
  readonly line: number
  readonly status: number
  readonly statusText: string
  readonly headers: Array<[name: string, value: string]>
  /** Base64. */
  readonly body: string
}

/** The tests of one file of the project. */
export function corpusTests(path: string): CorpusTest[] {
  return JSON.parse(readFileSync(path, 'utf8')) as CorpusTest[]
}

/** Sends a request and writes the answer to a file, one JSON text a line. */
export async function send({ line, method, url, headers, body }: CorpusCall, path: string): Promise<void> {
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body: Buffer.from(body, 'base64') }),
  })
  const seen: Seen = {
    line,
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  }
  appendFileSync(path, `${JSON.stringify(seen)}\n`)
}
