import { expect, test } from 'vitest'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { recordingChanges, type RecordingChanges } from '../../../src/answer/recording-changes.ts'
import { createMatching, plainMatching } from '../../../src/match/matching.ts'
import { recordingOf, type Ask } from '../support/replaying.ts'

async function drift(
  before: readonly Ask[],
  after: readonly Ask[],
  matching = plainMatching,
): Promise<RecordingChanges> {
  const [old, fresh] = await Promise.all([recordingOf(before), recordingOf(after)])
  const kept = fresh.map(
    (one): Interaction => old.find((other) => JSON.stringify(other) === JSON.stringify(one)) ?? one,
  )
  return recordingChanges({ before: old, after: kept }, matching)
}

test('a URL that a normalizer replaced is not parsed', async () => {
  const search = (port: number, q: string): Ask => ({ url: `http://localhost:${port}/v1/search`, body: { q } })
  const matching = createMatching({ ignore: [], matchHeaders: [] }, ['ports'], plainMatching.redaction)
  expect(await drift([search(4599, 'cats')], [search(4600, 'dogs')], matching)).toEqual({
    drift: {
      counts: { replayed: 0, refreshed: 0, recorded: 1, dropped: 1 },
      lines: ['#1 q: "cats" → "dogs"'],
    },
  })
})

const ask = (place: number, word = 'cat'): Ask => ({ body: { model: 'm', input: `${word} ${place}`.repeat(5) } })
const asks = (count: number, word?: string): Ask[] => Array.from({ length: count }, (_, place) => ask(place, word))

test('changes beyond the limit are counted', async () => {
  const lines = (await drift(asks(10), asks(10, 'dog'))).drift?.lines
  expect(lines).toHaveLength(7)
  expect(lines?.at(-1)).toBe('and 4 more')
  expect((await drift(asks(6), asks(6, 'dog'))).drift?.lines.at(-1)).toMatch(/^#6 input: /)
})

test('a new cassette is described by its size', async () => {
  expect(await drift([], asks(10))).toEqual({
    drift: { counts: { replayed: 0, refreshed: 0, recorded: 10, dropped: 0 }, lines: [] },
  })
  expect(await drift([], [])).toEqual({})
})

test('a recording with the same requests has no changes', async () => {
  expect(await drift(asks(3), asks(3))).toEqual({})
})

function says(content: string, id: string, finish_reason = 'stop'): object {
  return { id, created: 1764240000, choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason }] }
}

function calls(name: string, id: string): object {
  const tool_calls = [{ id, type: 'function', function: { name, arguments: '{"order":4711}' } }]
  return { choices: [{ index: 0, message: { role: 'assistant', tool_calls }, finish_reason: 'tool_calls' }] }
}

test('an answer that says something else is told: its text, its calls, the reason of its end', async () => {
  const one = (answer: object): Ask[] => [{ ...ask(1), answer }]
  const told = async (before: object, after: object): Promise<unknown> => (await drift(one(before), one(after))).answers
  const text = 'You will get your money back on Friday.'
  expect(await told(says(text, 'a-1'), says(`${text} Sorry, NO refund.`, 'a-2'))).toEqual({
    changed: 1,
    lines: ['#1 text', `- ${text}`, `+ ${text} Sorry, NO refund.`],
  })
  expect(await told(calls('find_order', 'call_1'), calls('find_customer', 'call_2'))).toEqual({
    changed: 1,
    lines: ['#1 calls[0]', '- find_order {"order":4711}', '+ find_customer {"order":4711}'],
  })
  expect(await told(says(text, 'a-1'), says(text, 'a-2', 'length'))).toEqual({
    changed: 1,
    lines: ['#1 answer.choices.finish_reason', '- stop', '+ length'],
  })
  expect(await told(says(text, 'a-1'), { error: { type: 'server_error', message: 'overloaded' } })).toMatchObject({
    lines: expect.arrayContaining([
      '#1 error is new',
      '+ server_error: overloaded',
      'text is gone',
      'and 1 more place',
    ]),
  })
})

test('a request that repeats the new id of an earlier answer is no other request', async () => {
  const turns = (id: string, text: string): Ask[] => [
    { body: { model: 'm', input: 'look it up' }, answer: calls('find_order', id) },
    {
      body: { model: 'm', messages: [{ role: 'tool', tool_call_id: id, content: 'on its way' }] },
      answer: says(text, `a-${id}`),
    },
  ]
  expect(await drift(turns('call_abc1', 'Fine.'), turns('call_xyz2', 'Fine.'))).toEqual({})
  expect(await drift(turns('call_abc1', 'Fine.'), turns('call_xyz2', 'Lost.'))).toEqual({
    answers: { changed: 1, lines: ['#2 text', '- Fine.', '+ Lost.'] },
  })
})

test('of many answers that say something else, the first are shown', async () => {
  const all = (text: string): Ask[] =>
    asks(5).map((one, index) => ({ ...one, answer: says(`${text} ${index}`, 'a-1') }))
  const { answers } = await drift(all('old'), all('new'))
  expect(answers?.changed).toBe(5)
  expect(answers?.lines).toEqual([
    ...[0, 1, 2].flatMap((index) => [`#${index + 1} text`, `- old ${index}`, `+ new ${index}`]),
    'and 2 more',
  ])
})
