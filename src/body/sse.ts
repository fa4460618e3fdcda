import { createRequire } from 'node:module'
import type { EventSourceParser } from 'eventsource-parser'
import type { JsonLayout, SseBody, SseEvent, SseLayout } from '../cassette/stored-body.ts'
import { lazy } from '../util/lazy.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import type { Codec } from './codec.ts'
import { detectLayout, parseJson, writeJson } from './json-layout.ts'

/** Most padding spaces that are stored as a count. The limit keeps an edited file from expanding to a huge text. */
export const longestPad = 1_000

type EventSources = typeof import('eventsource-parser')

/** Loaded when a stream is first read; a replay never reads one. */
const eventSources = lazy(() => createRequire(import.meta.url)('eventsource-parser') as EventSources)

type Field = 'event' | 'id' | 'retry' | 'comment' | 'data'
type Fields = Partial<Record<Field, string>>

interface Block {
  /** The text of the block with its line ends, including the blank line. */
  readonly raw: string
  readonly lines: readonly string[]
  /** The fields that a client reads from the block, in the order of its lines. */
  readonly fields: Fields
}

/**
 * Server-sent events. Each is verified alone: an unusual one is stored as raw text, and the others stay readable.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export const sse: Codec<SseBody> = {
  read({ bytes }) {
    // Unlike the text of the source, this accepts an incomplete last character.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true })
    const cut = bytes.subarray(Buffer.byteLength(text))
    const { blocks, rest } = split(text)
    const layout = detectStreamLayout(blocks)
    const events = blocks.map((block) => readEvent(block, layout))
    if (events.every((event) => event.raw !== undefined)) return undefined
    if (rest !== '') events.push({ raw: rest })
    return {
      sse: events,
      ...(Object.keys(layout).length > 0 && { layout }),
      ...(cut.length > 0 && { rest: encodeBase64(cut) }),
    }
  },

  write({ sse, layout = {}, rest = '' }) {
    const text = sse.map((event) => event.raw ?? writeEvent(event, layout)).join('')
    return rest === '' ? text : Buffer.concat([Buffer.from(text), decodeBase64(rest)])
  },
}

/** Cuts a stream after each blank line. `rest` is the text after the last one. */
function split(text: string): { blocks: Block[]; rest: string } {
  const read = fieldReader()
  const blocks: Block[] = []
  let lines: string[] = []
  let start = 0
  let lineStart = 0
  for (const { 0: eol, index } of text.matchAll(/\r\n|\n|\r/g)) {
    const end = index + eol.length
    if (index > lineStart) {
      lines.push(text.slice(lineStart, index))
    } else {
      blocks.push({ raw: text.slice(start, end), lines, fields: read(lines) })
      lines = []
      start = end
    }
    lineStart = end
  }
  return { blocks, rest: text.slice(start) }
}

function fieldReader(): (lines: readonly string[]) => Fields {
  let found: Fields
  const parser: EventSourceParser = eventSources().createParser({
    onEvent({ event, data }) {
      found = { ...found, ...(event !== undefined && { event }), data }
    },
    onId(id) {
      found = { ...found, id }
    },
    onRetry(retry) {
      found = { ...found, retry: String(retry) }
    },
    onComment(comment) {
      found = { ...found, comment: found.comment === undefined ? comment : `${found.comment}\n${comment}` }
    },
  })
  return (lines) => {
    found = {}
    // The parser waits for more input after a lone \r, so it always gets \n.
    parser.feed([...lines, '', ''].join('\n'))
    return Object.fromEntries(
      lines
        .map(fieldOf)
        .filter((name) => Object.hasOwn(found, name))
        .map((name) => [name, found[name]]),
    ) as Fields
  }
}

function fieldOf(line: string): Field {
  return (line.startsWith(':') ? 'comment' : /^[^:]*/.exec(line)![0]) as Field
}

function detectStreamLayout(blocks: readonly Block[]): SseLayout {
  const eol = /\r\n|\n|\r/.exec(blocks[0]?.raw ?? '')?.[0]
  const first = blocks.flatMap(({ lines }) => lines).find((line) => /^[a-z]+:./.test(line))
  const payloads = blocks.flatMap(({ fields }) => (isJsonLike(fields.data) ? fields.data : []))
  const json = detectLayout(payloads)
  return {
    ...((eol === '\r\n' || eol === '\r') && { eol }),
    ...(first !== undefined && !/^[a-z]+: /.test(first) && { tight: true }),
    ...(json && { json }),
  }
}

function readEvent({ raw, fields }: Block, layout: SseLayout): SseEvent {
  if (Object.keys(fields).length === 0) return { raw }
  const event: SseEvent = isJsonLike(fields.data) ? { ...fields, ...readData(fields.data, layout.json) } : fields
  return writeEvent(event, layout) === raw ? event : { raw }
}

function isJsonLike(data: string | undefined): data is string {
  return data !== undefined && /^[[{]/.test(data)
}

function readData(data: string, layout: JsonLayout | undefined): Pick<SseEvent, 'data' | 'pad'> {
  try {
    const value = parseJson(data)
    if (writeJson(value, layout) === data) return { data: value }
    const pad = data.length - 1 - data.slice(0, -1).trimEnd().length
    if (pad > longestPad) return { data }
    return writeData(value, pad, layout) === data ? { data: value, pad } : { data }
  } catch {
    return { data }
  }
}

function writeData(value: unknown, pad: number, layout: JsonLayout | undefined): string {
  const text = writeJson(value, layout)
  return pad === 0 ? text : text.slice(0, -1) + ' '.repeat(pad) + text.slice(-1)
}

function writeEvent(event: SseEvent, { eol: lineEnd, tight, json }: SseLayout): string {
  const eol = lineEnd ?? '\n'
  const colon = tight ? ':' : ': '
  let text = ''
  for (const [name, value] of Object.entries(event)) {
    if (name === 'pad') continue
    const content = typeof value === 'string' ? value : writeData(value, event.pad ?? 0, json)
    const start = (name === 'comment' ? '' : name) + colon
    text += start + (content.includes('\n') ? content.replaceAll('\n', eol + start) : content) + eol
  }
  return text + eol
}
