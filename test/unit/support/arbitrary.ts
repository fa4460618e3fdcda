import fc from 'fast-check'
import type { Chunk, Interaction, StoredFailure, StoredHeaders } from '../../../src/cassette/interaction.ts'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'

/** A value after reading it from a file: JSON values without `-0` and `undefined`, and `__proto__` as a key. */
const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown)

const text = fc.string({ unit: 'binary' })
const base64 = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'))
const optional = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>

const layout = optional({ indent: fc.integer({ min: 0, max: 10 }), ascii: fc.constant(true), tail: fc.constant('\n') })
const structured = json.filter((value) => typeof value === 'object' && value !== null)
const event = fc.oneof(
  fc.record({ event: text, id: text, comment: text, data: fc.oneof(text, structured) }, { requiredKeys: ['data'] }),
  fc.record({ retry: text, data: structured, pad: fc.integer({ min: 1, max: 1_000 }) }, { requiredKeys: ['data'] }),
  fc.record({ comment: text }),
  text.map((raw) => ({ raw })),
)

const messageHeader = fc.oneof(
  text,
  fc.record({ type: fc.constant('boolean'), value: fc.boolean() }),
  fc.record({ type: fc.constant('byte'), value: fc.integer({ min: -128, max: 127 }) }),
  fc.record({ type: fc.constant('integer'), value: fc.integer() }),
  fc.record({ type: fc.constant('long'), value: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String) }),
  fc.record({ type: fc.constant('binary'), value: base64 }),
  fc.record({ type: fc.constant('timestamp'), value: fc.date({ noInvalidDate: true }).map((at) => at.toISOString()) }),
  fc.record({ type: fc.constant('uuid'), value: fc.uuid() }),
)
const line = fc.string().map((value) => value.replaceAll(/[\r\n]/g, ' '))

const { body: inlineBody } = fc.letrec<{ body: StoredBody }>((tie) => {
  const inner = fc.option(tie('body'), { nil: undefined }).map((value) => (value === undefined ? {} : { body: value }))
  const part = fc.record({ headers: fc.array(fc.tuple(fc.stringMatching(/^[A-Za-z-]{1,8}$/), line), { maxLength: 2 }) })
  const message = fc.record({
    headers: fc.dictionary(fc.string({ minLength: 1 }), messageHeader),
  })
  const bodies: fc.Arbitrary<unknown> = fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ text }),
    fc.record({ json, layout }, { requiredKeys: ['json'] }),
    fc.record({ sse: fc.array(event, { maxLength: 3 }), rest: base64 }, { requiredKeys: ['sse'] }),
    fc.record(
      { ndjson: fc.array(json, { maxLength: 3 }), layout: fc.record({ open: fc.constant(true) }) },
      { requiredKeys: ['ndjson'] },
    ),
    fc.record({ base64 }),
    fc.record({ eventstream: fc.array(fc.tuple(message, inner).map(join), { maxLength: 2 }) }),
    fc.record({ multipart: fc.array(fc.tuple(part, inner).map(join), { maxLength: 2 }), boundary: fc.constant('b') }),
  )
  return { body: bodies as fc.Arbitrary<StoredBody> }
})

const file = fc.record({ file: fc.stringMatching(/^[a-z]{1,5}\.files\/[0-9a-f]{64}\.bin$/), size: fc.nat() })
const parts = fc.record({
  multipart: fc.array(fc.record({ headers: fc.constant([]), body: fc.oneof(inlineBody, file) }), { maxLength: 2 }),
})
const body = fc.oneof(
  { arbitrary: inlineBody, weight: 8 },
  { arbitrary: file, weight: 1 },
  { arbitrary: parts as fc.Arbitrary<StoredBody>, weight: 1 },
)

function join([one, other]: readonly [object, object]): object {
  return { ...one, ...other }
}

const headerValue = fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 1, maxLength: 2 }))
const headers: fc.Arbitrary<StoredHeaders> = fc
  .array(fc.tuple(fc.oneof(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), fc.constant('__proto__')), headerValue), {
    minLength: 1,
    maxLength: 3,
  })
  .map((entries) => Object.fromEntries(entries) as StoredHeaders)

const cause = fc.record({ name: text, message: text, code: text }, { requiredKeys: ['name', 'message'] })
const failure = fc.record(
  { name: text, message: text, code: fc.oneof(text, fc.integer()), cause },
  { requiredKeys: ['name', 'message'] },
) as fc.Arbitrary<StoredFailure>
const chunks: fc.Arbitrary<Chunk[]> = fc.array(fc.tuple(fc.nat(5_000), fc.nat(5_000)), { minLength: 1, maxLength: 30 })

const request = fc.record(
  { method: fc.constantFrom('GET', 'POST'), url: fc.webUrl({ withQueryParameters: true }), headers, body },
  { requiredKeys: ['method', 'url'] },
)
const response = fc.record(
  {
    status: fc.integer({ min: 200, max: 999 }),
    statusText: fc.constantFrom('Fine', 'Très bien'),
    headers,
    length: fc.oneof(fc.constant(true as const), fc.nat()),
    body,
    chunks,
    aborted: fc.constant(true as const),
    failure,
  },
  { requiredKeys: ['status'] },
)

const position = fc.integer({ min: 1, max: 10_000 })
const order = fc.record(
  {
    asked: position,
    answered: position,
    pieces: fc.array(fc.tuple(fc.nat(100), position), { minLength: 1, maxLength: 3 }),
    ended: position,
    left: position,
  },
  { requiredKeys: ['asked'] },
)

const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())

const base = {
  lane: fc.string({ minLength: 1 }),
  step: fc.string({ minLength: 1 }),
  recordedAt: time,
  order,
  requestChanged: fc.record({ at: time, places: fc.array(fc.string(), { maxLength: 2 }) }),
  request,
}

/** Any interaction that a cassette can hold. */
export const interaction: fc.Arbitrary<Interaction> = fc.oneof(
  fc.record({ ...base, response }, { requiredKeys: ['lane', 'recordedAt', 'request', 'response'] }),
  fc.record({ ...base, failure }, { requiredKeys: ['lane', 'recordedAt', 'request', 'failure'] }),
) as fc.Arbitrary<Interaction>

const wrong = fc.constantFrom<unknown>(null, -1, 0.5, '', 'a\nb', '日', [], {}, true)

/** An interaction with one value of another type inside. It may still be valid. */
export const damaged: fc.Arbitrary<Interaction> = fc
  .tuple(interaction, fc.nat(), wrong)
  .map(([one, at, value]) => {
    const text = JSON.stringify(one)
    let left = at % (text.match(/[:,[]/g)?.length ?? 1)
    return JSON.parse(text, (_key, inner: unknown) => (left-- === 0 ? value : inner)) as Interaction | null
  })
  .filter((one): one is Interaction => one?.request instanceof Object)
