import { packBody } from '../../src/body/pack.ts'
import type { StoredResponse } from '../../src/cassette/interaction.ts'
import type { StoredBody } from '../../src/cassette/stored-body.ts'
import type { Usage } from '../../src/cassette/usage.ts'
import { diagnose } from '../../src/diagnostics/diagnose.ts'
import { documentEnds } from '../../src/diagnostics/document-ends.ts'
import type { Exchange } from '../../src/diagnostics/exchange.ts'
import { diagnosticsSchema } from '../../src/diagnostics/diagnostics-schema.ts'
import { readUsage } from '../../src/providers/read-usage.ts'
import { readAnswer } from '../../src/providers/wire/read-answer.ts'
import { bodyOf, headerList, type CorpusCassette, type CorpusInteraction } from './read-corpus.ts'
import { plainSdkFor } from './read-plain-with-sdk.ts'
import { sdkFor } from './read-with-sdk.ts'
import { isInstalled, SdkAnswer, type Family, type Reader, type SdkUsage, type SentBody } from './sdk-answer.ts'

/** Agreement of our reading of a family's answers with that of its SDK. */
export interface Agreement {
  readonly family: string
  /** Streams, and the number with equal readings. */
  readonly streams: number
  readonly agreed: number
  /** Cuts of streams, and the number with a correct diagnosis. */
  readonly cuts: number
  readonly told: number
  /** Plain answers, and the number with equal readings. */
  readonly plain: number
  readonly plainAgreed: number
}

export interface DiagnoseResult {
  readonly families: readonly Agreement[]
  /** Streams in formats without an SDK here. */
  readonly unread: number
  readonly differences: readonly string[]
  /** Needed SDKs that are not installed. Nothing was compared then. */
  readonly missing: readonly string[]
}

type Counts = { -readonly [Name in Exclude<keyof Agreement, 'family'>]: number }

/** An answer with its recorded media type, if any. */
interface AnswerBody extends SentBody {
  readonly recordedType: string
}

/** Reads all answers of a corpus, also streams cut everywhere, and compares them with the readings of the providers' SDKs. */
export async function diagnoseCorpus(corpus: readonly CorpusCassette[]): Promise<DiagnoseResult> {
  const answers = corpus
    .flatMap(({ interactions }) => interactions)
    .filter(({ response, request }) => response.status < 400 && request.method === 'POST')
    .map((interaction) => {
      const body = bodyFrom(interaction)
      return { interaction, body, family: interaction.stream === null ? plainSdkFor(body) : sdkFor(body) }
    })
  const read = answers.filter((one): one is typeof one & { family: Family } => one.family !== undefined)
  const missing = [...new Set(read.map(({ family }) => family.sdk))].filter((name) => !isInstalled(name))
  const unread = answers.filter(({ interaction, family }) => interaction.stream !== null && family === undefined).length
  if (missing.length > 0) return { families: [], unread, differences: [], missing }
  const differences: string[] = []
  const families = new Map<string, Counts>()
  for (const { interaction, body, family } of read) {
    const counts = families.get(family.family) ?? { streams: 0, agreed: 0, cuts: 0, told: 0, plain: 0, plainAgreed: 0 }
    families.set(family.family, counts)
    const found =
      interaction.stream === null ? await comparePlain(body, family, counts) : await compareStream(body, family, counts)
    differences.push(...found.map((text) => `${family.family}, line ${interaction.line}${text}`))
  }
  return { families: [...families].map(([family, counts]) => ({ family, ...counts })), unread, differences, missing }
}

async function comparePlain(body: AnswerBody, { read }: Family, counts: Counts): Promise<string[]> {
  counts.plain += 1
  const { difference } = await compareWhole(body, read)
  if (difference === undefined) counts.plainAgreed += 1
  return difference === undefined ? [] : [`: ${difference}`]
}

async function compareStream(body: AnswerBody, { read }: Family, counts: Counts): Promise<string[]> {
  counts.streams += 1
  const { difference, theirs } = await compareWhole(body, read)
  if (difference === undefined) counts.agreed += 1
  const found = difference === undefined ? [] : [`: ${difference}`]
  for (const size of cutsOf(body)) {
    counts.cuts += 1
    const wrong = await wronglyTold({ ...body, bytes: body.bytes.subarray(0, size) }, theirs, read)
    if (wrong === undefined) counts.told += 1
    else found.push(`, cut after ${size} bytes: ${wrong}`)
  }
  return found
}

async function compareWhole(
  body: AnswerBody,
  read: Reader,
): Promise<{ difference: string | undefined; theirs: SdkAnswer }> {
  const theirs = new SdkAnswer()
  const failure = await read(body, theirs).then(
    () => undefined,
    (error: Error) => error.message,
  )
  return { difference: differenceOf(body, theirs, failure), theirs }
}

/** Media types of the kinds of streams. */
const types = {
  sse: 'text/event-stream',
  ndjson: 'application/x-ndjson',
  'aws-eventstream': 'application/vnd.amazon.eventstream',
  'json-array': 'application/json',
} as const

/** Some recordings have no media type, and some proxies sent a wrong one. */
function bodyFrom({ request, response, stream }: CorpusInteraction): AnswerBody {
  const recordedType = headerList(response.headers).find(([name]) => name === 'content-type')?.[1] ?? ''
  const contentType = stream === null ? recordedType : types[stream]
  return { url: new URL(request.url), contentType, recordedType, bytes: bodyOf(response) }
}

function packed({ bytes, recordedType }: AnswerBody): StoredBody | undefined {
  return packBody(bytes, recordedType)
}

function differenceOf(body: AnswerBody, theirs: SdkAnswer, failure: string | undefined): string | undefined {
  const stored = packed(body)
  const ours = readAnswer(stored)
  const usage = readUsage(stored)
  if ((failure === undefined) !== (ours.error === undefined)) return `error ${ours.error?.message}, not ${failure}`
  if (ours.text !== theirs.text) return `text ${JSON.stringify(ours.text)}, not ${JSON.stringify(theirs.text)}`
  const calls = [ours.toolCalls, theirs.toolCalls].map((list) =>
    JSON.stringify(list.map(({ name, input }) => [name, parsed(input)])),
  )
  if (calls[0] !== calls[1]) return `tool calls ${calls[0]}, not ${calls[1]}`
  if (ours.toolCalls.some(({ isComplete }) => !isComplete)) return 'the input of a tool is said to be incomplete'
  return usageDifference(usage, theirs.usage)
}

/** Only what the SDK counts is compared. */
function usageDifference(ours: Usage | undefined, theirs: SdkUsage | undefined): string | undefined {
  const wrong = Object.entries(theirs ?? {}).find(([name, count]) => (ours?.[name as keyof Usage] ?? 0) !== count)
  return wrong && `usage ${JSON.stringify(ours)}, not ${JSON.stringify(theirs)}`
}

function parsed(input: string): unknown {
  try {
    return input === '' ? {} : JSON.parse(input)
  } catch {
    return input
  }
}

/** The end of every event, and the middle of every event. */
function cutsOf(body: AnswerBody): number[] {
  // Only a complete array is JSON.
  if (body.contentType.includes('json') && !isLines(body)) return []
  const stored = packed(body)
  const ends = stored === undefined ? [] : [0, ...documentEnds(stored)]
  return [...new Set(ends.flatMap((end, index) => [end, Math.floor((end + (ends[index + 1] ?? end)) / 2)]))]
    .filter((size) => size < body.bytes.length)
    .toSorted((a, b) => a - b)
}

/** Cuts a stream and compares its classification with the part that the SDK could read. */
async function wronglyTold(cut: AnswerBody, whole: SdkAnswer, read: Reader): Promise<string | undefined> {
  const theirs = await partOf(cut, read)
  const diagnostics = diagnosticsSchema.parse(diagnose({ exchanges: [broken(cut, packed(cut))], tools: [] }))
  const { retry_safety, classification, summary_key } = diagnostics
  if ((retry_safety.reason === 'visible_output_seen') !== (theirs.text !== ''))
    return `${retry_safety.reason}, and the SDK had read ${JSON.stringify(theirs.text)}`
  // The answer was complete; only the end of the connection broke.
  if (classification !== 'external_stream_disconnect') return undefined
  const isToldHalf = summary_key === 'external_stream_disconnect.tool_input_disconnect'
  // The SDK does not show whether a complete input was also marked as complete.
  const isHalf = theirs.toolCalls.some(({ input }, index) => input !== whole.toolCalls[index]?.input)
  if (isHalf && !isToldHalf) return `${summary_key}, and the SDK has half of the input of a tool`
  if (isToldHalf && theirs.toolCalls.length === 0) return `${summary_key}, and the SDK knows of no tool`
  return undefined
}

/** The part of a cut stream that the SDK reads before it fails. An incomplete event has not arrived. */
async function partOf(cut: AnswerBody, read: Reader): Promise<SdkAnswer> {
  const answer = new SdkAnswer()
  const whole = isBinary(cut) || isLines(cut) ? cut.bytes.length : lastBlank(cut.bytes)
  await read({ ...cut, bytes: cut.bytes.subarray(0, whole) }, answer).catch(() => {})
  return answer
}

function isBinary({ contentType }: AnswerBody): boolean {
  return contentType.includes('amazon')
}

function isLines({ contentType }: AnswerBody): boolean {
  return contentType.includes('ndjson')
}

/** The end of the last complete event. */
function lastBlank(bytes: Uint8Array): number {
  const text = Buffer.from(bytes).toString('latin1')
  const last = [...text.matchAll(/(?:\r\n|\n|\r){2}/g)].at(-1)
  return last === undefined ? 0 : last.index + last[0].length
}

function broken({ url }: AnswerBody, body: StoredBody | undefined): Exchange {
  const request = { method: 'POST', url: url.href }
  const failure = {
    name: 'TypeError',
    message: 'terminated',
    cause: { name: 'SocketError', message: 'other side closed', code: 'UND_ERR_SOCKET' },
  }
  const response: StoredResponse = { status: 200, ...(body && { body }), failure }
  const interaction = { lane: 'main', recordedAt: '2026-01-01T00:00:00.000Z', request, response }
  const end = { how: 'failed', failure, at: 0 } as const
  return {
    key: 'k',
    lane: 'main',
    startedAt: 0,
    request,
    interaction,
    received: response,
    answeredAt: 0,
    pieces: [],
    end,
  }
}
