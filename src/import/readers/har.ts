import { z } from 'zod'
import type { ForeignInteraction, HeaderRow, Loss, RecordingFile, RecordingReader } from '../recording.ts'
import { bytesOf, isRecord, lostBytes, numeric, parseShape, rewritten, textOrBytes } from '../shape.ts'
import { netMocksStream } from './net-mocks-stream.ts'
import { pollyContent } from './polly-content.ts'

const headers = z.array(z.object({ name: z.string(), value: textOrBytes.nullish() })).transform((rows) =>
  rows
    .map(({ name, value }): HeaderRow => [name, Buffer.from(bytesOf(value)).toString()])
    // LangChain's net-mocks.
    .filter(([, value]) => value !== '<redacted>'),
)

const content = z.object({
  text: z.string().nullish(),
  /** A body that was stored as YAML in place of its text. */
  textJSON: z.string().nullish(),
  encoding: z.string().nullish(),
  size: numeric.nullish(),
  /** Playwright keeps bodies in files beside the HAR. */
  _file: z.string().nullish(),
  /** Polly. */
  _isBinary: z.union([z.boolean(), z.string()]).nullish(),
})

const shape = z.object({
  log: z.object({
    _recordingName: z.string().nullish(),
    creator: z.object({ name: z.string() }).nullish(),
    entries: z.array(
      z.object({
        startedDateTime: z.string().nullish(),
        _webSocketMessages: z.array(z.unknown()).nullish(),
        request: z.object({
          method: z.string(),
          url: z.string(),
          headers,
          bodySize: numeric.nullish(),
          postData: content.nullish(),
        }),
        response: z.object({
          status: numeric,
          statusText: z.string().nullish(),
          headers,
          bodySize: numeric.nullish(),
          content: content.nullish(),
        }),
      }),
    ),
  }),
})

type Entry = z.output<typeof shape>['log']['entries'][number]
type Content = z.output<typeof content>

/** HAR 1.2: of browsers, Playwright, mitmproxy and LangChain's net-mocks, and the recordings of Polly, also in YAML. */
export const readHar: RecordingReader = (file) => {
  const { data } = file
  if (!isRecord(data) || !isRecord(data['log']) || !Array.isArray(data['log']['entries'])) return undefined
  const { creator, entries, _recordingName: name } = parseShape(shape, data).log
  const losses: Loss[] = []
  const interactions = entries.flatMap((entry, index) => readEntry(entry, `log.entries[${index}]`, file, losses))
  const format = creator?.name === 'Polly.JS' ? 'Polly' : 'HAR'
  return { format, ...(name && { name }), interactions, losses }
}

function readEntry(entry: Entry, place: string, file: RecordingFile, losses: Loss[]): ForeignInteraction[] {
  const { request, response, startedDateTime } = entry
  const leaveOut = (at: string, reason: string): [] => {
    losses.push({ place: `${place}${at}`, reason: `not imported: ${reason}` })
    return []
  }
  if (entry._webSocketMessages) return leaveOut('._webSocketMessages', 'a cassette holds no WebSockets')
  if (/^wss?:/.test(request.url)) return leaveOut('.request.url', 'a cassette holds no WebSockets')
  if (response.status < 200)
    return leaveOut('.response.status', `the request got no answer (status ${response.status})`)
  // Browsers leave out bodies that they no longer hold. Their size then says that there was one.
  const size = request.method === 'HEAD' ? 0 : Math.max(response.content?.size ?? 0, response.bodySize ?? 0)
  const stream = netMocksStream(response.content?.text ?? '', `${place}.response.content`, losses)
  const body = stream?.body ?? contentOf(response.content, size, `${place}.response.content`, file, losses)
  if (body === undefined) {
    const named = response.content?._file
    const reason = named ? `the file ${named} is missing` : `the body of ${size} bytes is missing`
    return leaveOut('.response.content', reason)
  }
  const sent = contentOf(request.postData, request.bodySize ?? 0, `${place}.request.postData`, file, losses)
  if (sent === undefined) return leaveOut('.request.postData', 'the body of the request is missing')
  return [
    {
      place,
      ...(startedDateTime && { recordedAt: startedDateTime }),
      request: { method: request.method, url: request.url, headers: request.headers, body: sent },
      response: {
        status: response.status,
        ...(response.statusText && { statusText: response.statusText }),
        headers: response.headers,
        body,
        ...(stream && { chunks: stream.chunks }),
      },
    },
  ]
}

/**
 * The bytes of a body; `undefined` when it is missing.
 *
 * @param size bytes of the body when it was sent, maybe compressed.
 */
function contentOf(
  content: Content | null | undefined,
  size: number,
  place: string,
  file: RecordingFile,
  losses: Loss[],
): Uint8Array | undefined {
  if (content?._file) return file.beside(content._file)
  if (typeof content?.textJSON === 'string') {
    losses.push(rewritten(`${place}.textJSON`))
    return bytesOf(content.textJSON)
  }
  const { text, encoding } = content ?? {}
  if (text === undefined || text === null) return size > 0 ? undefined : new Uint8Array()
  const polly = pollyContent(text, { encoding, isBinary: String(content?._isBinary) === 'true' })
  if (polly !== undefined) return polly
  if (encoding === 'base64') return Buffer.from(text, 'base64')
  losses.push(...lostBytes(place, text))
  return bytesOf(text)
}
