import { EventStreamCodec } from '@smithy/core/event-streams'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packBody, unpackBody } from '../../../src/body/pack.ts'

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)),
  (text) => new TextEncoder().encode(text),
)

function message(type: string, payload: object): Uint8Array {
  const header = (value: string): { type: 'string'; value: string } => ({ type: 'string', value })
  return codec.encode({
    headers: {
      ':event-type': header(type),
      ':content-type': header('application/json'),
      ':message-type': header('event'),
    },
    body: Buffer.from(JSON.stringify(payload)),
  })
}

const form = ['name="purpose"\r\n\r\nassistants', 'name="file"; filename="a.bin"\r\n\r\n\0\xff\r\n-']

/** Short bodies in the forms of the providers. */
const bodies: ReadonlyArray<readonly [name: string, type: string, body: string | Uint8Array]> = [
  [
    'OpenAI',
    'text/event-stream; charset=utf-8',
    'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"¿Qué?"}}],"usage":null}\n\ndata: {"id":"c1","choices":[{"index":0,"delta":{"content":" 🎉"}}]}\n\ndata: [DONE]\n\n',
  ],
  [
    'Anthropic',
    'text/event-stream',
    'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":9}}      }\n\nevent: ping\ndata: {"type": "ping"}\n\nevent: message_stop\ndata: {"type":"message_stop" }\n\n',
  ],
  [
    'Gemini',
    'text/event-stream',
    'data: {"candidates": [{"content": {"parts": [{"text": "a \\u003c b"}]},"index": 0}]}\r\n\r\ndata: {"usageMetadata": {"totalTokenCount": 3}}\r\n\r\n',
  ],
  [
    'Ollama',
    'application/x-ndjson',
    '{"model":"m","response":"Grüß","done":false}\n{"model":"m","done":true,"eval_count":2}\n',
  ],
  [
    'JSON of Python',
    'application/json',
    '{"id": "x", "temperature": 1.0, "text": "caf\\u00e9", "list": [1, 2.5, null]}\n',
  ],
  [
    'Bedrock',
    'application/vnd.amazon.eventstream',
    Buffer.concat([message('contentBlockDelta', { delta: { text: 'Hé' } }), message('messageStop', { p: 'abc' })]),
  ],
  [
    'an upload',
    'multipart/form-data; boundary=b1',
    Buffer.from(
      `${form.map((part) => `--b1\r\nContent-Disposition: form-data; ${part}\r\n`).join('')}--b1--\r\n`,
      'latin1',
    ),
  ],
]

function survives(bytes: Uint8Array, type: string): void {
  const packed = packBody(bytes, type)
  // Serialized to JSON and parsed again, as through a file.
  const stored = packed && (JSON.parse(JSON.stringify(packed)) as typeof packed)
  expect(Buffer.from(stored ? unpackBody(stored) : []).equals(bytes)).toBe(true)
}

const damage = fc.array(
  fc.tuple(
    fc.nat(),
    fc.nat(3),
    fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc.constantFrom(
        ...['\n', '\r', '\r\n\r\n', 'data:', '"', '{', '\\', '\ufeff', '--b1'].map((text) =>
          Uint8Array.from(Buffer.from(text)),
        ),
      ),
    ),
  ),
  {
    minLength: 1,
    maxLength: 3,
  },
)

describe.each(bodies)('%s', (_, type, body) => {
  const bytes = Buffer.from(body)

  test('is stored in its readable form', () => {
    expect(Object.keys(packBody(bytes, type)!)).not.toContain('base64')
    expect(Object.keys(packBody(bytes, type)!)).not.toContain('text')
    survives(bytes, type)
  })

  test('comes back when cut at any byte', () => {
    for (let end = 0; end <= bytes.length; end++) survives(bytes.subarray(0, end), type)
  })

  test('comes back with any change in it, under its own type and any other', () => {
    const types = fc.constantFrom(type, type, ...bodies.map(([, other]) => other))
    fc.assert(
      fc.property(damage, types, (changes, asType) => {
        let damaged = bytes
        for (const [at, cut, put] of changes) {
          const start = at % bytes.length
          damaged = Buffer.concat([damaged.subarray(0, start), put, damaged.subarray(start + cut)])
        }
        survives(damaged, asType)
      }),
      { numRuns: 300 },
    )
  })
})

test('any bytes come back under any type', () => {
  const types = fc.constantFrom(undefined, ...bodies.map(([, type]) => type))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), types, (bytes, type) => survives(bytes, type ?? '')),
    {
      numRuns: 1_000,
    },
  )
})
