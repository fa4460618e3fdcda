import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { cellsOf } from '../../../src/errors/pages/cells.ts'
import type { Normalizer } from '../../../src/match/normalize/normalizer.ts'
import { unusedError } from '../../../src/vitest/worker/end/close-test-cassette.ts'
import { saveCassette } from '../../../src/store/cassette-file.ts'
import { recordingOf, replaying, type Ask, type Replaying } from '../support/replaying.ts'

const system = { role: 'system', content: 'You book tables at the Blue Door. Be brief.' }
const hello = { role: 'user', content: 'Hello!' }
const greeting = { role: 'assistant', content: 'Welcome to the Blue Door. How can I help?' }
const table = { role: 'user', content: 'A table for two, please' }

function chat(messages: unknown, more: object = {}): Ask {
  return { body: { model: 'gpt-5-mini', messages, ...more } }
}

function tool(name: string, description: string): object {
  return { type: 'function', function: { name, description, parameters: { type: 'object', properties: {} } } }
}

function user(content: string): Ask {
  return chat([system, { role: 'user', content }])
}

const book = tool('book', 'Books a table for a number of people at a time.')
const cancel = tool('cancel', 'Cancels a booking by its number.')
const instructions = (style: string, closing: string): string =>
  `You are the assistant of a restaurant.\n\nRules:\n- Answer in ${style}.\n${'- Never invent a dish that is not on the menu.\n'.repeat(40)}- ${closing}\n`

const deep = (description: string): object => {
  const names = ['reservation', 'guest', 'contact_details', 'postal_address', 'street_and_number']
  const schema = names.reduceRight<object>((inner, name) => ({ type: 'object', properties: { [name]: inner } }), {
    type: 'string',
    description,
  })
  return { type: 'function', function: { name: 'write', parameters: schema } }
}
const base64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk'.repeat(60)

/** Missed requests by the name of their page: what the cassette holds, and what is asked, the last without an answer. */
const misses: Record<string, { readonly recorded?: Ask[]; readonly asked: Ask[] }> = {
  'a word in a message': {
    recorded: [chat([system, hello]), chat([system, hello, greeting, table])],
    asked: [
      chat([system, hello]),
      chat([system, hello, greeting, { role: 'user', content: 'A table for four, please' }]),
    ],
  },
  'a message more in the middle': {
    recorded: [chat([system, hello, greeting, table])],
    asked: [chat([system, { role: 'developer', content: 'Offer the terrace.' }, hello, greeting, table])],
  },
  'a message less and one changed': {
    recorded: [chat([system, hello, greeting, table])],
    asked: [chat([system, greeting, { role: 'user', content: 'A table for two on the terrace, please' }])],
  },
  'tools in another order': {
    recorded: [chat([system, table], { tools: [book, cancel] }), chat([system, hello])],
    asked: [chat([system, table], { tools: [cancel, book], temperature: 0.2 })],
  },
  'the description of a tool and the model': {
    recorded: [chat([system, table], { tools: [book, cancel] })],
    asked: [
      {
        body: {
          model: 'gpt-5',
          messages: [system, table],
          tools: [tool('book', 'Books a table for a party at a time.'), cancel],
        },
      },
    ],
  },
  'a long prompt, two places': {
    recorded: [chat([{ role: 'system', content: instructions('full sentences', 'Thank the guest.') }, table])],
    asked: [chat([{ role: 'system', content: instructions('one short sentence', 'Thank the guest warmly.') }, table])],
  },
  'a date': {
    recorded: [user('Today is 2026-03-04. A table for two tomorrow, please')],
    asked: [user('Today is 2026-11-21. A table for two tomorrow, please')],
  },
  'a date in words': {
    recorded: [user('Today is Wednesday, March 4, 2026. A table for two tomorrow, please')],
    asked: [user('Today is Saturday, November 21, 2026. A table for two tomorrow, please')],
  },
  'an id, a folder and a port': {
    recorded: [
      user('Booking 123e4567-e89b-42d3-a456-426614174000 is in /tmp/run-a1b2c3/book.json, see http://localhost:54321/'),
    ],
    asked: [
      user('Booking 9f0c1d2e-aaaa-4bbb-8ccc-426614174999 is in /tmp/run-9z8y7x/book.json, see http://localhost:61234/'),
    ],
  },
  'fields that are ids': {
    recorded: [chat([system, table], { metadata: { user_id: 'u_81723', plan: 'free' }, seed: 4711 })],
    asked: [chat([system, table], { metadata: { user_id: 'u_99121', plan: 'free' }, seed: 815 })],
  },
  'another model, by its id': {
    recorded: [{ body: { model_id: 'ibm/granite-3-8b', messages: [hello] } }],
    asked: [{ body: { model_id: 'ibm/granite-4-8b', messages: [hello] } }],
  },
  'another response to go on from': {
    recorded: [goOn('resp_68a1B2c3D4e5F6')],
    asked: [goOn('resp_99f8E7d6C5b4A3')],
  },
  'a number as a text': {
    recorded: [chat([hello], { temperature: 1 })],
    asked: [chat([hello], { temperature: '1' })],
  },
  'a time to the millisecond': {
    recorded: [user('Now: 2026-03-04T09:10:10.998Z')],
    asked: [user('Now: 2026-11-29T08:11:02.123Z')],
  },
  'a date without a year': {
    recorded: [user('Today is Wednesday, March 4')],
    asked: [user('Today is Sunday, November 29')],
  },
  'a date of another country': {
    recorded: [user('Heute ist der 4.3.2026')],
    asked: [user('Heute ist der 29.11.2026')],
  },
  'a date and a time of day': {
    recorded: [
      chat([
        { role: 'system', content: 'Today is 2026-03-04' },
        { role: 'user', content: 'It is 10:10' },
      ]),
    ],
    asked: [
      chat([
        { role: 'system', content: 'Today is 2026-11-29' },
        { role: 'user', content: 'It is 08:55' },
      ]),
    ],
  },
  'a time of day': {
    recorded: [user('It is 10:42')],
    asked: [user('It is 10:55')],
  },
  'used up, but not in another lane': {
    recorded: [user('A table for two, please'), { ...user('A table for two, please'), lane: 'critic' }],
    asked: [user('A table for two, please'), user('A table for two, please')],
  },
  'already played': {
    recorded: [user('A table for two, please'), user('And the bill, please')],
    asked: [user('And the bill, please'), user('A table for two, please'), user('A table for two, thanks')],
  },
  'another lane': {
    recorded: [{ ...user('A table for two, please'), lane: 'critic' }, user('And the bill, please')],
    asked: [user('A table for two, please')],
  },
  'white space only': {
    recorded: [user('A table for two, please.\nAnd the  bill.')],
    asked: [user('A table for two, please. And the bill.')],
  },
  'characters a terminal would obey': {
    recorded: [user('A table for \u001b[31mtwo\u001b[0m')],
    asked: [user('A table for \u001b[2J\u0007four')],
  },
  'a byte of an image': {
    recorded: [picture('AAAA')],
    asked: [picture('BBBB')],
  },
  'a byte of data': {
    recorded: [inline('AAAA')],
    asked: [inline('BBBB')],
  },
  'characters that take no place or turn the text': {
    recorded: [user('hello world, said Ann')],
    asked: [user('hello\u200b world, said \u202eAnn')],
  },
  'an accent in one character or in two': {
    recorded: [user('A table at the caf\u00e9, please')],
    asked: [user('A table at the cafe\u0301, please')],
  },
  'a blank that is none': {
    recorded: [user('It costs 10 EUR')],
    asked: [user('It costs 10\u00a0EUR')],
  },
  'other line ends': {
    recorded: [user('one\ntwo\nthree')],
    asked: [user('one\r\ntwo\r\nthree')],
  },
  'words without blanks': {
    recorded: [user(`กรุณาจองโต๊ะสำหรับคืนนี้ที่ร้านอาหารริมแม่น้ำเจ้าพระยาใกล้กับโรงแรมที่เราพักสำหรับสองคนเวลาหนึ่งทุ่ม`)],
    asked: [user(`กรุณาจองโต๊ะสำหรับคืนนี้ที่ร้านอาหารริมแม่น้ำเจ้าพระยาใกล้กับโรงแรมที่เราพักสำหรับสี่คนเวลาหนึ่งทุ่ม`)],
  },
  'characters of two cells': {
    recorded: [user(`${'请帮我预订一张餐桌，'.repeat(8)}两位客人，${'今天晚上七点钟在罗马的餐厅。'.repeat(8)}`)],
    asked: [user(`${'请帮我预订一张餐桌，'.repeat(8)}四位客人，${'今天晚上七点钟在罗马的餐厅。'.repeat(8)}`)],
  },
  'a deep schema': {
    recorded: [chat([hello], { tools: [deep('The name of the street')] })],
    asked: [chat([hello], { tools: [deep('The name of the road'), book] })],
  },
  'a header that counts': {
    recorded: [anthropic('prompt-caching-2024-07-31')],
    asked: [anthropic('context-1m-2025-08-07')],
  },
  'a query and a form': {
    recorded: [{ url: 'https://api.openai.com/v1/audio/transcriptions?language=en', body: form('a cat', 'one.wav') }],
    asked: [{ url: 'https://api.openai.com/v1/audio/transcriptions?language=de', body: form('a dog', 'one.wav') }],
  },
  'nothing near': {
    recorded: [
      { url: 'https://api.openai.com/v1/embeddings', body: { model: 'text-embedding-3-small', input: 'Blue Door' } },
    ],
    asked: [
      {
        url: 'https://api.anthropic.com/v1/messages',
        body: { model: 'claude-sonnet-5', max_tokens: 100, messages: [hello] },
      },
    ],
  },
  'nothing recorded': { asked: [user('A table for two, please')] },
  'used up': {
    recorded: [user('A table for two, please'), user('A table for two, please')],
    asked: Array.from({ length: 3 }, () => user('A table for two, please')),
  },
}

function picture(bytes: string): Ask {
  const url = `data:image/png;base64,${base64}${bytes}${base64}`
  return chat([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url } },
      ],
    },
  ])
}

function inline(bytes: string): Ask {
  return {
    url: 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5:generateContent',
    body: {
      contents: [
        {
          role: 'user',
          parts: [
            { inlineData: { mimeType: 'image/png', data: `${base64}${bytes}${base64}` } },
            { text: 'What is this?' },
          ],
        },
      ],
    },
  }
}

function goOn(from: string): Ask {
  return {
    url: 'https://api.openai.com/v1/responses',
    body: { model: 'gpt-5-mini', previous_response_id: from, input: 'go on' },
  }
}

function anthropic(beta: string): Ask {
  return {
    url: 'https://api.anthropic.com/v1/messages',
    headers: { 'anthropic-beta': beta },
    body: { model: 'claude-sonnet-5', max_tokens: 100, messages: [hello] },
  }
}

function form(prompt: string, file: string): FormData {
  const data = new FormData()
  data.set('prompt', prompt)
  data.set('file', new File(['RIFF'], file, { type: 'audio/wav' }))
  return data
}

test.each(Object.entries(misses))('%s', async (name, { recorded, asked }) => {
  const run = await replaying(recorded)
  for (const ask of asked) await run.ask(ask)
  await expectPage(run, name)
})

test('used up by requests at the same time', async () => {
  const run = await replaying([user('A table for two, please')])
  await Promise.all([run.ask(user('A table for two, please')), run.ask(user('A table for two, please'))])
  await expectPage(run, 'used up at the same time')
})

test('a request whose answers are all played offers no lanes for other requests in flight', async () => {
  const run = await replaying([user('A table for two, please'), user('Bye')])
  await run.ask(user('A table for two, please'))
  await Promise.all([run.ask(user('Bye')), run.ask(user('A table for two, please'))])
  expect(run.page).toContain('No answer left')
  expect(run.page).not.toContain('cassette.lane')
})

test('a miss after the recorded order was given up says so', async () => {
  const run = await replaying([user('A table for two, please')])
  run.attempt.traffic.orderGivenUpAt = 1
  await run.ask(user('A table for four, please'))
  expect(run.page).toContain('order      given up: the app had not made the next recorded request')
})

/** What another test of the file has recorded, beside the test of the run. */
async function besides(run: Replaying, asks: readonly Ask[]): Promise<void> {
  const other = join(dirname(run.attempt.test.path), 'cancels.json')
  saveCassette(other, { file: 'test/agent.test.ts', name: 'booking > cancels' }, await recordingOf(asks))
}

test('recorded by another test', async () => {
  const run = await replaying([user('A table for two, please')])
  await besides(run, [user('Which models are there?')])
  await run.ask(user('Which models are there?'))
  await expectPage(run, 'recorded by another test')
})

test('not used and recorded by another test', async () => {
  const run = await replaying([user('Which models are there?'), user('A table for two, please')])
  await besides(run, [user('Which models are there?')])
  await run.ask(user('A table for two, please'))
  const error = unusedError(run.attempt, run.cassette)
  await expect(`${error?.name}: ${error?.message}\n`).toMatchFileSnapshot(
    fileOf('not used and recorded by another test'),
  )
})

test.each([
  ['what somebody has chosen', ['acme', 'globex'], false],
  ['what a program has made', ['d41d8cd98f00b204e9800998ecf8427e', '0cc175b9c0f1b6a831c399e269772661'], true],
])('of a header that counts, %s: %s', async (_, [before, now], isNoise) => {
  const header = (value = ''): Ask => ({ ...user('Hi'), headers: { 'x-tenant-id': value } })
  const run = await replaying([header(before)], { matchHeaders: ['x-tenant-id'] })
  await run.ask(header(now))
  expect(run.page).toContain(`header x-tenant-id\n    - ${before}\n    + ${now}\n`)
  expect(run.page.includes("cassettes({ ignore: ['header x-tenant-id'] })")).toBe(isNoise)
})

test('the page shows only differences that count for the match, and they hide no move', async () => {
  const said = (variable: string, day: string): Ask => ({
    ...user(`Use [REDACTED:${variable}] on ${day}`),
    headers: { 'x-tenant': 'acme' },
  })
  const run = await replaying([said('openai-key', '2026-03-04')], { matchHeaders: ['x-tenant'] }, [])
  await run.ask(said('my-api-key', '2026-11-29'))
  expect(run.page).toContain('One difference:\n\n    messages[1].content\n    - Use [REDACTED] on 2026-03-04\n')
  expect(run.page).toContain("cassettes({ normalize: ['iso-dates'] })")
  const older = await replaying([said('openai-key', '2026-03-04')], { matchHeaders: ['x-tenant'] }, [])
  await older.ask(said('my-api-key', '2026-03-04'))
  expect(older.page).toBe('')
})

test('not used', async () => {
  const run = await replaying([
    user('A table for two, please'),
    user('A table for two, please'),
    { ...user('Bye'), lane: 'critic' },
  ])
  await run.ask(user('A table for two, please'))
  const error = unusedError(run.attempt, run.cassette)
  await expect(`${error?.name}: ${error?.message}\n`).toMatchFileSnapshot(fileOf('not used'))
})

test.each<[string, Normalizer | 'ports']>([
  ['a ready normalizer', 'ports'],
  ['one that returns a path', (request) => ({ ...request, url: new URL(request.url).pathname })],
])('an address that %s made is shown as it is', async (_, normalizer) => {
  const search = (port: number, q: string): Ask => ({ url: `http://localhost:${port}/v1/search?lang=en`, body: { q } })
  const run = await replaying([search(4599, 'cats')], { normalize: [normalizer] })
  await run.ask(search(4600, 'dogs'))
  expect(run.page).toContain('One difference:\n\n    q\n    - cats\n    + dogs\n')
  expect(run.page).toMatch(/^CassetteMissError: No recorded answer: POST localhost:4600\/v1\/search\n/)
})

test.each([
  ['a date', { normalize: ['iso-dates'] }],
  ['an id, a folder and a port', { normalize: ['uuids', 'temp-paths', 'ports'] }],
  ['a time to the millisecond', { normalize: ['iso-dates'] }],
  ['fields that are ids', { ignore: ['metadata.user_id', 'seed'] }],
])('%s: what is offered makes it a hit', async (name, settings) => {
  const { recorded, asked } = misses[name]!
  const run = await replaying(recorded, settings)
  for (const ask of asked) await run.ask(ask)
  expect(run.page).toBe('')
})

test('a prompt of two megabytes is a page like any other', async () => {
  const long = 'All work and no play makes Jack a dull boy. '.repeat(24_000)
  const run = await replaying([user(`${long}for two ${long}`)])
  await run.ask(user(`${long}for four ${long}`))
  expect(run.page).toContain('99 % the same. One difference:')
  expect(run.page).toMatch(/- ….*dull boy\. for two All work.*\n {4}\+ ….*dull boy\. for four All work/)
  // It travels between processes.
  expect(JSON.stringify(run.attempt.errors).length).toBeLessThan(4000)
})

async function expectPage(run: Replaying, name: string): Promise<void> {
  // The first line holds an address, which nobody may cut.
  const tooWide = run.page
    .split('\n')
    .slice(1)
    .filter((line) => cellsOf(line) > 80)
  expect(tooWide).toEqual([])
  expect(run.attempt.errors).toHaveLength(1)
  await expect(run.page).toMatchFileSnapshot(fileOf(name))
}

function fileOf(name: string): string {
  return join(import.meta.dirname, 'pages', `${name.replaceAll(/[^a-z]+/g, '-')}.txt`)
}
