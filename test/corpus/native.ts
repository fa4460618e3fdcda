import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { unpackBody } from '../../src/body/pack.ts'
import type { Interaction } from '../../src/cassette/interaction.ts'
import type { StoredBody } from '../../src/cassette/stored-body.ts'
import { convertInteraction } from '../../src/import/convert-interaction.ts'
import { parseRecording } from '../../src/import/parse-recording.ts'
import { readRecording } from '../../src/import/read-recording.ts'
import type { Loss } from '../../src/import/recording.ts'
import { safeRequestHeaders, safeResponseHeaders } from '../../src/redact/stored-headers.ts'
import { bodyOf, headerList, type CorpusRequest, type CorpusResponse } from './read-corpus.ts'

/** Result of importing a folder of recordings in the formats of other tools. */
export interface NativeResult {
  /** Expected and exact interactions, by format. */
  readonly formats: ReadonlyMap<string, { readonly exact: number; readonly total: number }>
  /** Differences from the expected interactions, in words. */
  readonly differences: readonly string[]
  /** Losses that the import reports. */
  readonly losses: number
  /** Differences of recordings that report no loss. */
  readonly silent: number
}

/** One line of `expected.jsonl`. */
interface Expected {
  /** The recording, relative to the folder. */
  readonly native: string
  readonly notes: readonly string[]
  readonly request: CorpusRequest
  readonly response: CorpusResponse
}

interface Imported {
  readonly format: string
  readonly interactions: readonly Interaction[]
  readonly losses: readonly Loss[]
}

/** Imports all recordings that `expected.jsonl` of a folder names, and compares them with it. Nothing is redacted. */
export async function importNative(folder: string): Promise<NativeResult> {
  const lines = readFileSync(join(folder, 'expected.jsonl'), 'utf8').split('\n').filter(Boolean)
  const expected = Map.groupBy(
    lines.map((line) => JSON.parse(line) as Expected),
    ({ native }) => native,
  )
  const formats = new Map<string, { exact: number; total: number }>()
  const differences: string[] = []
  let losses = 0
  let silent = 0
  for (const [name, wanted] of expected) {
    const imported = await importFile(join(folder, name), name)
    const format = formats.get(imported.format) ?? { exact: 0, total: 0 }
    formats.set(imported.format, format)
    losses += imported.losses.length
    format.total += wanted.length
    for (const [index, one] of wanted.entries()) {
      const found = compare(one, imported.interactions[index])
      if (found.length === 0) format.exact += 1
      else if (imported.losses.length === 0) silent += 1
      differences.push(...found.map((difference) => `${name}, interaction ${index + 1}: ${difference}`))
    }
    if (imported.interactions.length > wanted.length)
      differences.push(`${name}: ${imported.interactions.length} interactions, expected ${wanted.length}`)
  }
  return { formats, differences, losses, silent }
}

async function importFile(path: string, name: string): Promise<Imported> {
  const recording = readRecording({
    path: name,
    data: await parseRecording(readFileSync(path)),
    beside: (file) => readFileSync(join(dirname(path), file)),
  })
  if (recording === undefined) return { format: 'unknown', interactions: [], losses: [] }
  const redaction = {
    address: (address: string) => address,
    interaction: (interaction: Interaction) => interaction,
    noteHeaders() {},
  }
  const converted = recording.interactions.map((foreign) =>
    convertInteraction(foreign, { redaction, headers: [], now: new Date(0) }),
  )
  return {
    format: recording.format,
    interactions: converted.map(({ interaction }) => interaction),
    losses: [...recording.losses, ...converted.flatMap((one) => one.losses)],
  }
}

function compare({ request: sent, response }: Expected, actual: Interaction | undefined): string[] {
  const request = withUsualBoundary(sent)
  if (actual?.response === undefined) return ['it is missing']
  return [
    ...differs('method', request.method, actual.request.method),
    ...differs('URL', new URL(request.url).href, actual.request.url),
    ...differs('request headers', safeRequestHeaders(headersOf(request)), actual.request.headers),
    ...differs('request body', bodyOf(request).toString('base64'), base64(actual.request.body)),
    ...differs('status', response.status, actual.response.status),
    ...differs(
      'response headers',
      safeResponseHeaders(headersOf(response), (address) => address),
      actual.response.headers,
    ),
    ...differs('response body', bodyOf(response).toString('base64'), base64(actual.response.body)),
  ]
}

/** A client generates a boundary for each form. A cassette does not keep it. */
function withUsualBoundary(request: CorpusRequest): CorpusRequest {
  const [, type = '', boundary] =
    /^(multipart\/form-data); *boundary=([^;]+)$/.exec(headersOf(request).get('content-type') ?? '') ?? []
  if (boundary === undefined) return request
  const body = bodyOf(request).toString('latin1').replaceAll(boundary, 'boundary')
  return {
    ...request,
    headers: { ...Object.fromEntries(headersOf(request)), 'content-type': type },
    bodyBase64: Buffer.from(body, 'latin1').toString('base64'),
  }
}

function headersOf({ headers }: CorpusRequest | CorpusResponse): Headers {
  return new Headers(headerList(headers))
}

function base64(body: StoredBody | undefined): string {
  return body === undefined ? '' : Buffer.from(unpackBody(body)).toString('base64')
}

function differs(what: string, expected: unknown, actual: unknown): string[] {
  const [wanted, found] = [expected, actual].map((value) => JSON.stringify(value))
  return wanted === found ? [] : [`${what}: expected ${shortened(wanted)}, got ${shortened(found)}`]
}

function shortened(text: string | undefined): string {
  return text !== undefined && text.length > 300 ? `${text.slice(0, 300)}… (${text.length} characters)` : String(text)
}
