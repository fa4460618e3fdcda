import { expect, test } from 'vitest'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { keepSame } from '../../../src/store/recording/keep-same.ts'
import { recordingOf, type Ask } from '../support/replaying.ts'

const day = 24 * 60 * 60 * 1000

function says(content: string, id: string, more: object = {}): object {
  return { id, choices: [{ index: 0, message: { role: 'assistant', content, ...more }, finish_reason: 'stop' }] }
}

const asks = (id: string, ...texts: string[]): Ask[] =>
  texts.map((text, index) => ({
    body: { model: 'm', input: `question ${index + 1}` },
    answer: says(text, `${id}-${index}-abcdef`),
  }))

/** The recording some days later. */
async function later(all: readonly Ask[], days: number): Promise<Interaction[]> {
  const recorded = await recordingOf(all)
  return recorded.map((one) => ({
    ...one,
    recordedAt: new Date(Date.parse(one.recordedAt) + days * day).toISOString(),
  }))
}

async function kept(
  before: readonly Interaction[],
  after: readonly Interaction[],
  maxAge?: string,
): Promise<readonly Interaction[]> {
  const keyOf = ({ body }: Interaction['request']): string => JSON.stringify(body)
  return keepSame({ stored: before, used: after, ordered: after, fresh: new Set(after), keyOf, maxAge })
}

test('answers that say the same leave the file as it is', async () => {
  const before = await recordingOf(asks('old', 'one', 'two'))
  expect(await kept(before, await later(asks('new', 'one', 'two'), 1))).toEqual(before)
})

test('only the answer that says something else is replaced', async () => {
  const before = await recordingOf(asks('old', 'one', 'two', 'three'))
  const after = await later(asks('new', 'one', 'TWO', 'three'), 1)
  expect(await kept(before, after)).toEqual([before[0], after[1], before[2]])
})

test('a call beyond those that are recorded is kept, also if its answer says the same', async () => {
  const [first] = await recordingOf(asks('old', 'one'))
  const [again] = await later(asks('new', 'one'), 1)
  const used = [first!, again!]
  const keyOf = ({ body }: Interaction['request']): string => JSON.stringify(body)
  expect(keepSame({ stored: [first!], used, ordered: used, fresh: new Set([again!]), keyOf })).toEqual(used)
})

test('with another request, all new interactions stay: the app has seen only the new ids', async () => {
  const before = await recordingOf(asks('old', 'one', 'two'))
  const after = await later([...asks('new', 'one', 'two'), { body: { model: 'm', input: 'more' } }], 1)
  expect(await kept(before, after)).toBe(after)
})

test('where a later call repeats an id, the old interactions stay if all say the same, else none', async () => {
  const turns = (id: string, text: string): Ask[] => [
    {
      body: { model: 'm', input: 'look it up' },
      answer: says('', id, { tool_calls: [{ id: `call_${id}`, function: { name: 'find', arguments: '{}' } }] }),
    },
    {
      body: { model: 'm', input: [{ type: 'function_call_output', call_id: `call_${id}`, output: 'on its way' }] },
      answer: says(text, `${id}-2`),
    },
  ]
  const before = await recordingOf(turns('old', 'Fine.'))
  expect(await kept(before, await later(turns('new', 'Fine.'), 1))).toEqual(before)
  const after = await later(turns('new', 'Lost.'), 1)
  expect(await kept(before, after)).toBe(after)
})

test('once half of maxAge has passed, an answer that says the same gets a new date', async () => {
  const before = await recordingOf(asks('old', 'one'))
  expect(await kept(before, await later(asks('new', 'one'), 44), '90d')).toEqual(before)
  const after = await later(asks('new', 'one'), 46)
  expect(await kept(before, after, '90d')).toEqual([{ ...before[0], recordedAt: after[0]?.recordedAt }])
})

test('the provider has now seen a changed request: its mark goes', async () => {
  const [plain] = await recordingOf(asks('old', 'one'))
  const before = [{ ...plain!, requestChanged: { at: '2026-01-01T00:00:00.000Z', places: ['input'] } }]
  expect(await kept(before, await later(asks('new', 'one'), 1))).toEqual([plain])

  // Also where a later call repeats an id.
  const turns = (id: string): Ask[] => [
    asks(id, 'one')[0]!,
    { body: { model: 'm', previous_response_id: `${id}-0-abcdef` }, answer: says('two', `${id}-1-abcdef`) },
  ]
  const [first, second] = await recordingOf(turns('old'))
  const change = { at: '2026-01-01T00:00:00.000Z', places: ['input'] }
  expect(await kept([{ ...first!, requestChanged: change }, second!], await later(turns('new'), 1))).toEqual([
    first,
    second,
  ])
})

test('interactions of one clock or one order stay together', async () => {
  const before = await recordingOf(asks('old', 'one', 'two'))
  const after = (await later(asks('new', 'one', 'TWO'), 1)).map((one, index) => ({
    ...one,
    order: { asked: index + 1 },
  }))
  expect(await kept(before, after)).toBe(after)
  const again = (await later(asks('new', 'one', 'two'), 1)).map((one, index) => ({
    ...one,
    order: { asked: 2 - index },
  }))
  expect(await kept(before, again.toReversed())).toEqual(before)
})
