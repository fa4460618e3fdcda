import { packBody } from '../../src/body/pack.ts'
import type { StoredBody, StoredResponse } from '../../src/core/interaction.ts'
import { diagnose } from '../../src/diagnostics/diagnose.ts'
import { documentEnds } from '../../src/diagnostics/document-ends.ts'
import type { Exchange } from '../../src/diagnostics/exchange.ts'
import { diagnosticsSchema } from '../../src/diagnostics/schema.ts'
import { readUsage } from '../../src/providers/usage.ts'
import { readAnswer } from '../../src/providers/wire/read-answer.ts'
import { bodyOf, headerList, type CorpusCassette, type CorpusInteraction } from './read-corpus.ts'
import { SdkAnswer, sdkFor, type StreamedBody } from './read-with-sdk.ts'

/** How often our reading of a family's streams was that of its own SDK. */
export interface Agreement {
  readonly family: string
  readonly streams: number
  readonly agreed: number
  /** Places where streams were cut, and how many of them were told right. */
  readonly cuts: number
  readonly told: number
}

type Read = NonNullable<ReturnType<typeof sdkFor>>['read']

export interface DiagnoseResult {
  readonly families: readonly Agreement[]
  /** Streams of formats that no SDK here reads. */
  readonly unread: number
  readonly differences: readonly string[]
}

/** Reads every stream of a corpus, whole and cut everywhere, and compares with what the provider's own SDK makes of it. */
export async function diagnoseCorpus(corpus: readonly CorpusCassette[]): Promise<DiagnoseResult> {
  const differences: string[] = []
  const families = new Map<string, { streams: number; agreed: number; cuts: number; told: number }>()
  let unread = 0
  for (const interaction of corpus.flatMap(({ interactions }) => interactions)) {
    if (interaction.stream === null || interaction.response.status >= 400) continue
    const body = streamOf(interaction)
    const reader = sdkFor(body)
    if (reader === undefined) {
      unread += 1
      continue
    }
    const counts = families.get(reader.family) ?? { streams: 0, agreed: 0, cuts: 0, told: 0 }
    families.set(reader.family, counts)
    counts.streams += 1
    const answer = new SdkAnswer()
    const failure = await reader.read(body, answer).then(
      () => undefined,
      (error: Error) => error.message,
    )
    const difference = differenceOf(body, answer, failure)
    if (difference === undefined) counts.agreed += 1
    else differences.push(`${reader.family}, line ${interaction.line}: ${difference}`)
    for (const size of cutsOf(body)) {
      counts.cuts += 1
      const wrong = await wronglyTold({ ...body, bytes: body.bytes.subarray(0, size) }, reader.read)
      if (wrong === undefined) counts.told += 1
      else differences.push(`${reader.family}, line ${interaction.line}, cut after ${size} bytes: ${wrong}`)
    }
  }
  return { families: [...families].map(([family, counts]) => ({ family, ...counts })), unread, differences }
}

function streamOf({ request, response }: CorpusInteraction): StreamedBody {
  const contentType = headerList(response.headers).find(([name]) => name === 'content-type')?.[1] ?? ''
  return { url: new URL(request.url), contentType, bytes: bodyOf(response) }
}

function packed({ bytes, contentType }: StreamedBody): StoredBody | undefined {
  return packBody(bytes, contentType)
}

function differenceOf(body: StreamedBody, theirs: SdkAnswer, failure: string | undefined): string | undefined {
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
  if (theirs.usage === undefined) return undefined
  const tokens = [usage ?? { input: 0, output: 0 }, theirs.usage].map(
    ({ input, output }) => `${input} in, ${output} out`,
  )
  return tokens[0] === tokens[1] ? undefined : `usage ${tokens[0]}, not ${tokens[1]}`
}

function parsed(input: string): unknown {
  try {
    return input === '' ? {} : JSON.parse(input)
  } catch {
    return input
  }
}

/** The end of every event, and the middle of every event. */
function cutsOf(body: StreamedBody): number[] {
  const stored = packed(body)
  const ends = stored === undefined ? [] : [0, ...documentEnds(stored)]
  return [...new Set(ends.flatMap((end, index) => [end, Math.floor((end + (ends[index + 1] ?? end)) / 2)]))]
    .filter((size) => size < body.bytes.length)
    .toSorted((a, b) => a - b)
}

/** Cuts a stream and looks whether it is classified as the part that the SDK could read says. */
async function wronglyTold(cut: StreamedBody, read: Read): Promise<string | undefined> {
  const theirs = await partOf(cut, read)
  const body = packed(cut)
  const diagnostics = diagnosticsSchema.parse(diagnose({ exchanges: [broken(cut, body)], tools: [] }))
  const ours = readAnswer(body)
  // The provider had said its last word: what broke then was only the end of the connection.
  const hasText = theirs.text !== ''
  const isTold = (diagnostics.retry_safety.reason === 'visible_output_seen') === hasText
  if (!isTold) return `${diagnostics.retry_safety.reason}, and the SDK had read ${JSON.stringify(theirs.text)}`
  const half = ours.toolCalls.some(({ isComplete }) => !isComplete)
  const isBreak = diagnostics.classification === 'external_stream_disconnect'
  if (isBreak && (diagnostics.summary_key === 'external_stream_disconnect.tool_input_disconnect') !== half)
    return `${diagnostics.summary_key}, and the input of a tool is ${half ? '' : 'not '}half`
  const isTorn = theirs.toolCalls.some(({ input }) => typeof parsed(input) === 'string')
  return isTorn && !half ? 'the SDK has half of the input of a tool' : undefined
}

/** What the SDK has read of a stream before it fails on the cut. An event that was not ended has not arrived. */
async function partOf(cut: StreamedBody, read: Read): Promise<SdkAnswer> {
  const answer = new SdkAnswer()
  const whole = isBinary(cut) || isLines(cut) ? cut.bytes.length : lastBlank(cut.bytes)
  await read({ ...cut, bytes: cut.bytes.subarray(0, whole) }, answer).catch(() => {})
  return answer
}

function isBinary({ contentType }: StreamedBody): boolean {
  return contentType.includes('amazon')
}

function isLines({ contentType }: StreamedBody): boolean {
  return contentType.includes('ndjson')
}

/** Where the last whole event ends. */
function lastBlank(bytes: Uint8Array): number {
  const text = Buffer.from(bytes).toString('latin1')
  const last = [...text.matchAll(/(?:\r\n|\n|\r){2}/g)].at(-1)
  return last === undefined ? 0 : last.index + last[0].length
}

function broken({ url }: StreamedBody, body: StoredBody | undefined): Exchange {
  const request = { method: 'POST', url: url.href }
  const failure = {
    name: 'TypeError',
    message: 'terminated',
    cause: { name: 'SocketError', message: 'other side closed', code: 'UND_ERR_SOCKET' },
  }
  const response: StoredResponse = { status: 200, ...(body && { body }), failure }
  const interaction = { lane: 'main', recordedAt: '2026-01-01T00:00:00.000Z', request, response }
  const end = { how: 'failed', failure, at: 0 } as const
  return { key: 'k', lane: 'main', startedAt: 0, request, interaction, given: response, answeredAt: 0, pieces: [], end }
}
