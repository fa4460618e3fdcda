import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findRecorded } from '../../../src/answer/find-recorded.ts'
import { Cassette } from '../../../src/cassette/cassette.ts'
import { keyOf } from '../../../src/match/match-rules.ts'
import { createMatching } from '../../../src/match/matching.ts'
import { areMintedAlike, isMinted, isMintedName } from '../../../src/match/renamed/minted-ids.ts'
import { createRedaction } from '../../../src/redact/redaction.ts'
import { attemptAt, recordingOf, replaying, Replaying, type Ask } from '../support/replaying.ts'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const base36 = '0123456789abcdefghijklmnopqrstuvwxyz'
const random = (alphabet: string, length: number): fc.Arbitrary<string> =>
  fc
    .noBias(fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }))
    .map((list) => list.join(''))
/** Ids that lack some digits by chance. Those without a digit between letters look like words. */
const varying = (least: number, most: number): fc.Arbitrary<string> =>
  fc
    .tuple(random(base36, most), fc.integer({ min: least, max: most }))
    .map(([id, length]) => id.slice(-length))
    .filter((id) => /[a-z]\d+[a-z]/.test(id))
const uuid = fc.noBias(fc.uuid())
const generators = {
  uuid,
  'AI SDK': random(base62, 16),
  call: random(base62, 24).map((id) => `call_${id}`),
  nanoid: random(`${base62}-_`, 21),
  LangChain: uuid.map((id) => `lc_run--${id}`),
  'Math.random': varying(10, 13),
  'two Math.random': varying(19, 24).map((id) => `msg_${id}`),
  'Math.random in digits': random('0123456789', 17).map((id) => `id_0.${id.replace(/^0+|0+$/g, '1')}`),
  base64: random(`${base62}+/`, 16),
}

/** A conversation with one tool call a turn, in Gemini's form. Each request holds the ids of all calls before it twice. */
function conversation(ids: readonly string[]): Ask[] {
  return Array.from({ length: ids.length + 1 }, (_, turn) => ({
    url: 'https://generativelanguage.googleapis.com/v1beta/models/gemini-3-flash:generateContent',
    body: {
      contents: [
        { role: 'user', parts: [{ text: 'Where are my orders?' }] },
        ...ids.slice(0, turn).flatMap((id, index) => [
          { role: 'model', parts: [{ functionCall: { id, name: 'lookUp', args: { order: index } } }] },
          { role: 'user', parts: [{ functionResponse: { id, name: 'lookUp', response: { state: `sent ${id}` } } }] },
        ]),
      ],
    },
  }))
}

/** The verdicts of the requests against a recording. */
async function verdicts(recorded: readonly Ask[], asked: readonly Ask[]): Promise<string[]> {
  const redaction = createRedaction({ credentials: [], paths: [], keep: [], isSecretAt: () => false })
  const matching = createMatching({ ignore: [], matchHeaders: [] }, [], () => redaction)
  const cassette = new Cassette(await recordingOf(recorded), (request) => keyOf(request, matching))
  const requests = await recordingOf(asked)
  return requests.map(({ request }) => findRecorded(cassette, 'main', request, matching, cassette.nextSlot()).verdict)
}

test.each(Object.entries(generators))('a consistent renaming matches: ids of %s', async (_, ids) => {
  const both = fc.array(fc.tuple(ids, ids), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(both, async (pairs) => {
      const [recorded, asked] = [0, 1].map((side) => pairs.map((pair) => pair[side]!)) as [string[], string[]]
      fc.pre(new Set([...recorded, ...asked]).size === pairs.length * 2)
      // By chance both may look like words. The next test counts how often.
      fc.pre(pairs.every(([left, right]) => areMintedAlike(left, right)))
      const found = await verdicts(conversation(recorded), conversation(asked))
      expect(found).toEqual(found.map(() => 'hit'))
    }),
    { numRuns: 60 },
  )
})

test.each(Object.entries(generators))('hardly any two look like words by chance: ids of %s', (_, ids) => {
  const pairs = fc.sample(fc.tuple(ids, ids), 10_000)
  expect(pairs.filter(([left, right]) => !areMintedAlike(left, right)).length).toBeLessThan(30)
})

test.each(Object.entries(generators))('one other occurrence misses: ids of %s', async (_, ids) => {
  const all = fc.uniqueArray(ids, { minLength: 5, maxLength: 11 })
  await fc.assert(
    fc.asyncProperty(all, fc.nat(), fc.nat(), async ([other, ...rest], atRequest, atPlace) => {
      const size = Math.floor(rest.length / 2)
      const [recorded, asked] = [rest.slice(0, size), rest.slice(size, 2 * size)]
      const requests = conversation(asked)
      const changed = 1 + (atRequest % size)
      const text = JSON.stringify(requests[changed]!.body)
      const places = asked.flatMap((id) =>
        [...text.matchAll(new RegExp(id.replaceAll(/[+./]/g, '\\$&'), 'g'))].map(({ index }) => ({ id, index })),
      )
      const { id, index } = places[atPlace % places.length]!
      const body = JSON.parse(text.slice(0, index) + other + text.slice(index + id.length)) as unknown
      const found = await verdicts(conversation(recorded), requests.with(changed, { ...requests[changed]!, body }))
      expect(found[changed]).toBe('miss')
    }),
    { numRuns: 60 },
  )
})

const uuids = [
  '0f8fad5b-d9cb-469f-a165-70867728950e',
  '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  'e4eaaaf2-d142-41e1-b3e4-080027620cdd',
  '9b2d7f60-3c1a-4c55-8a8e-5d1f6f0c2b11',
] as const
const [a, b, c, d] = uuids

const asked = (fields: object, answer?: unknown): Ask => ({
  body: { model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Where is my order?' }], ...fields },
  ...(answer !== undefined && { answer }),
})
const turn = (id: string, answer?: unknown): Ask =>
  asked({ tools: [{ tool_call_id: id, content: 'sent' }], tool_call_id: id }, answer)

async function run(recorded: readonly Ask[], requests: readonly Ask[]): Promise<Replaying> {
  const running = await replaying(recorded)
  for (const request of requests) await running.ask(request)
  return running
}

/** The part of the page that names the ids. */
async function named(recorded: readonly Ask[], requests: readonly Ask[]): Promise<string | undefined> {
  const { page } = await run(recorded, requests)
  expect(page).toContain('CassetteMissError')
  return /Not these:\n\n {4}(.*\n(?: {6}.*\n)+)/.exec(page)?.[1]?.trim().replaceAll(/\n +/g, ' ')
}

test.each<[string, Ask, Ask]>([
  ['a session that the app names in the address', asked({ session_id: a }), asked({ session_id: b })],
  ['ids in a list', asked({ ids: [a, b] }), asked({ ids: [c, d] })],
  ['an id that a text repeats', asked({ id: a, note: `see ${a}` }), asked({ id: b, note: `see ${b}` })],
])('%s may have another value in each run', async (_, recorded, request) => {
  expect((await run([recorded], [request])).page).toBe('')
})

test.each<[string, Ask, Ask]>([
  ['a prompt', asked({ input: `Find ${a}` }), asked({ input: `Find ${b}` })],
  ['a prompt that is only an id', asked({ input: a }), asked({ input: b })],
  ['a file', asked({ file_id: a }), asked({ file_id: b })],
  ['a stored prompt', asked({ prompt: { id: a } }), asked({ prompt: { id: b } })],
  ['the answer before', asked({ previous_response_id: a }), asked({ previous_response_id: b })],
  [
    'the query',
    { ...asked({}), url: `https://api.openai.com/v1/chat?id=${a}` },
    { ...asked({}), url: `https://api.openai.com/v1/chat?id=${b}` },
  ],
  ['a text that repeats another id', asked({ id: a, note: `see ${c}` }), asked({ id: b, note: `see ${d}` })],
])('an id in the place of %s must stay', async (_, recorded, request) => {
  expect((await run([recorded], [request])).page).toContain('CassetteMissError')
})

test('the page names the id that another one stands for already', async () => {
  expect(await named([turn(a), turn(a)], [turn(b), turn(c)])).toBe(`${a} → ${c} In this test, ${b} stands for ${a}.`)
  expect(await named([turn(a), turn(b)], [turn(c), turn(c)])).toBe(`${b} → ${c} In this test, ${c} stands for ${a}.`)
})

test('the recorded id is another one once it is renamed', async () => {
  expect((await run([turn(a), turn(a)], [turn(b), turn(a)])).page).toContain('CassetteMissError')
})

test('the page names an id that does not look generated', async () => {
  expect(await named([turn('weather-paris')], [turn('weather-london')])).toBe(
    'weather-paris → weather-london They do not look like ids of one generator.',
  )
})

test('the page names random ids that happen to look like words', async () => {
  expect(await named([turn('call_nbzlcsamlqr')], [turn('call_drvjusjwugp')])).toBe(
    'call_nbzlcsamlqr → call_drvjusjwugp They do not look like ids of one generator.',
  )
})

test('an id that a recorded answer gave must be sent unchanged', async () => {
  const given = asked({}, { id: a })
  expect(await named([given, turn(a)], [given, turn(b)])).toBe(
    `${a} → ${b} A recorded answer gave this id. The app must send it unchanged.`,
  )
})

test('an answer may repeat an id of its client', async () => {
  expect((await run([turn(a, { tool_call_id: a }), turn(a)], [turn(b), turn(b)])).page).toBe('')
})

test('two ids of the recording cannot change places', async () => {
  const both = (first: string, second: string): Ask =>
    asked({
      items: [
        { id: first, price: 1 },
        { id: second, price: 2 },
      ],
    })
  expect(await named([both(a, b)], [both(b, a)])).toBe(`${a} → ${b} The cassette holds both ids.`)
})

test('the page shows the other differences only', async () => {
  const { page } = await run([turn(a)], [{ ...turn(b), body: { ...(turn(b).body as object), model: 'gpt-5' } }])
  expect(page).toContain('One difference:\n\n    model\n    - gpt-5-mini\n    + gpt-5\n')
  expect(page).not.toContain(a)
})

test.each(['id', 'ids', 'call_id', 'toolCallId', 'tool_use_id', 'item-id', 'session', 'user', 'prompt_cache_key'])(
  'a client may mint %s',
  (name) => {
    expect(isMintedName(name, 'functionCall')).toBe(true)
  },
)

test.each([
  ['model_id', ''],
  ['file_ids', ''],
  ['thread_id', ''],
  ['previous_response_id', ''],
  ['vector_store_id', ''],
  ['prompt_id', ''],
  ['id', 'prompt'],
  ['id', 'container'],
  ['content', ''],
  ['idea', ''],
])('no client mints %s in "%s"', (name, parent) => {
  expect(isMintedName(name, parent)).toBe(false)
})

test.each([
  ...uuids,
  'call_9AIdmUJCSgZV1R5NeQLb8x0k',
  'aB3kLmN9pQrS2tUv',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  '1763719331482',
  'call-1763719331482',
  'x+DusMrc7PBfo4M/',
])('%s is generated', (id) => {
  expect(isMinted(id)).toBe(true)
})

test.each([
  '',
  'alice',
  'call_weather_1',
  'getWeatherForecast',
  'customer_12345678',
  'step1-turn2',
  'a few words of 2026',
  'src/util/index.ts',
  'gpt-5.2-codex',
  'v1.12.0',
])('"%s" is chosen', (id) => {
  expect(isMinted(id)).toBe(false)
})

test.each([
  ['aB3kLmN9pQrS2tUv', 'conversationally', true],
  ['call_9AIdmUJCSgZV1R5N', 'msg_9AIdmUJCSgZV1R5N8', false],
  ['aB3kLmN9pQrS2tUv', 'aB3kLmN9', false],
  [a, `${b} `, false],
  ['k3j9x0q2m4z', '8xw02ndk1', true],
  ['3455590912160092', '1328475980325', true],
  ['x+DusMrc7PBfo4M/', 'JOen/TtnCJ70HZvO', true],
  ['id_0.5449320164387524', 'id_0.513925860432153', true],
  ['src/orders/refund-4711.ts', 'src/orders/refund-4712.ts', false],
])('%s and %s are of one generator: %s', (recorded, other, isAlike) => {
  expect(areMintedAlike(recorded, other)).toBe(isAlike)
})

test('a recording that goes on keeps the recorded ids', async () => {
  const first = await replaying([turn(a)])
  const { path, settings } = first.attempt.test
  const again = new Replaying(attemptAt(path, { root: settings.root }, 'record'), async () =>
    Response.json({ ok: true }),
  )
  await again.ask(turn(b))
  await again.ask(asked({ id: b, call_id: c }))
  await again.attempt.inFlight.idle()
  const texts = again.cassette.interactions.map(({ request }) => JSON.stringify(request))
  expect(texts).toHaveLength(2)
  expect(texts[1]).toContain(`"id":"${a}","call_id":"${c}"`)
  expect(texts.join()).not.toContain(b)
})
