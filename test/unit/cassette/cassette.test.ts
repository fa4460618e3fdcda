import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Cassette, type Taken } from '../../../src/cassette/cassette.ts'
import { answered, askOf, replyOf } from '../support/interactions.ts'

function show(taken: Taken): string {
  if (taken.verdict === 'hit') return replyOf(taken.interaction)
  return taken.verdict === 'miss' ? 'miss' : `exhausted ${taken.recorded}/${taken.asked}, last ${replyOf(taken.last)}`
}

function take(cassette: Cassette, ask: string, lane = 'main'): string {
  return show(cassette.take(lane, ask, cassette.nextSlot()))
}

test('identical requests get their answers in recorded order, then none', () => {
  const cassette = new Cassette([answered('a', '1'), answered('b', '2'), answered('a', '3')], askOf)
  expect(['a', 'a', 'a', 'a'].map((ask) => take(cassette, ask))).toEqual([
    '1',
    '3',
    'exhausted 2/3, last 3',
    'exhausted 2/4, last 3',
  ])
})

test('a request that was never recorded is a miss each time', () => {
  const cassette = new Cassette([answered('a', '1')], askOf)
  expect([take(cassette, 'b'), take(cassette, 'b'), take(cassette, 'a')]).toEqual(['miss', 'miss', '1'])
})

test('a request that is being made expects an answer that no other one takes', () => {
  const cassette = new Cassette([answered('a', '1'), answered('a', '2'), answered('a', '3')], askOf)
  const expects = (ask: string, repeats = false): boolean => cassette.expects('main', ask, repeats)
  expect([expects('b'), cassette.expects('other', 'a', true)]).toEqual([false, false])
  expect(take(cassette, 'a')).toBe('1')
  expect([expects('a'), expects('a'), expects('a')]).toEqual([true, true, false])
  expect(expects('a', true)).toBe(true)
  expect([take(cassette, 'a'), take(cassette, 'a'), take(cassette, 'a')].at(-1)).toMatch(/^exhausted/)
  cassette.rewind()
  expect(expects('a')).toBe(true)
})

test('lanes do not see each other', () => {
  const cassette = new Cassette([answered('a', 'main'), answered('a', 'side', {}, 'side')], askOf)
  expect(take(cassette, 'a', 'other')).toBe('miss')
  expect(take(cassette, 'a', 'side')).toBe('side')
  expect(take(cassette, 'a', 'side')).toBe('exhausted 1/2, last side')
  expect(take(cassette, 'a')).toBe('main')
})

test('a recorded interaction counts as played and is taken again only after a rewind', () => {
  const cassette = new Cassette([], askOf)
  expect(take(cassette, 'a')).toBe('miss')
  cassette.record(answered('a', 'new'), 'a', 0)
  expect(take(cassette, 'a')).toBe('exhausted 1/1, last new')
  cassette.rewind()
  expect(take(cassette, 'a')).toBe('new')
})

test('a recorded interaction counts once, also after the others were replaced', () => {
  const cassette = new Cassette([], askOf)
  expect(take(cassette, 'a')).toBe('miss')
  cassette.replace([])
  cassette.record(answered('a', 'new'), 'a', 0)
  expect(take(cassette, 'a')).toBe('exhausted 1/1, last new')
})

test('after recording, the next take returns the unplayed interaction of the same request', () => {
  const cassette = new Cassette([answered('a', '1'), answered('a', '2')], askOf)
  expect(take(cassette, 'a')).toBe('1')
  cassette.record(answered('a', 'new'), 'a', cassette.nextSlot())
  expect(take(cassette, 'a')).toBe('2')
})

test('pack returns the order of the requests, not of the finished answers', () => {
  const cassette = new Cassette([answered('old', 'old'), answered('unused', 'unused')], askOf)
  const [first, second, third] = [cassette.nextSlot(), cassette.nextSlot(), cassette.nextSlot()]
  cassette.take('main', 'slow', first)
  cassette.take('main', 'fast', second)
  cassette.record(answered('fast', 'fast'), 'fast', second)
  cassette.take('main', 'old', third)
  cassette.record(answered('slow', 'slow'), 'slow', first)
  expect(cassette.pack().map(replyOf)).toEqual(['slow', 'fast', 'old'])
})

test('unused interactions have their position in the file, from 1', () => {
  const cassette = new Cassette([answered('a', '1'), answered('b', '2'), answered('a', '3')], askOf)
  take(cassette, 'a')
  expect(cassette.unused().map(({ position, interaction }) => [position, replyOf(interaction)])).toEqual([
    [2, '2'],
    [3, '3'],
  ])
  cassette.rewind()
  expect(cassette.unused()).toHaveLength(3)
  expect(cassette.pack()).toEqual([])
})

test('keys are computed once for each interaction, and not before the first take', () => {
  let computed = 0
  const interactions = Array.from({ length: 100 }, (_, index) => answered(`a${index % 10}`, String(index)))
  const cassette = new Cassette(interactions, (request) => {
    computed += 1
    return askOf(request)
  })
  expect([cassette.size, cassette.pack().length, cassette.unused().length, computed]).toEqual([100, 0, 100, 0])
  for (let round = 0; round < 50; round++) take(cassette, `a${round % 12}`)
  cassette.rewind()
  take(cassette, 'a0')
  expect(computed).toBe(100)
})

const word = fc.constantFrom('a', 'b', 'c')
const lane = fc.constantFrom('main', 'side')
const commands = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('ask' as const), ask: word, lane }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('askAndRecord' as const), ask: word, lane }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('rewind' as const) }) },
  ),
  { maxLength: 40 },
)

test('a cassette behaves like a plain list that is searched each time', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, lane), { maxLength: 12 }), commands, (recorded, steps) => {
      const interactions = recorded.map(([ask, on], index) => answered(ask, `old ${index}`, {}, on))
      const cassette = new Cassette(interactions, askOf)
      // The model: unplayed interactions by lane and request, and all played ones in order.
      let left = [...interactions]
      let played: typeof interactions = []
      const everything = [...interactions]
      let count = 0
      for (const step of steps) {
        if (step.kind === 'rewind') {
          cassette.rewind()
          // It is recorded only after all others were played, so the order of the file is the order of play.
          left = [...everything]
          played = []
          continue
        }
        const slot = cassette.nextSlot()
        const taken = cassette.take(step.lane, step.ask, slot)
        const expected = left.find(
          (interaction) => interaction.lane === step.lane && askOf(interaction.request) === step.ask,
        )
        const isKnown = everything.some(
          (interaction) => interaction.lane === step.lane && askOf(interaction.request) === step.ask,
        )
        if (expected !== undefined) {
          expect(taken).toEqual({ verdict: 'hit', interaction: expected })
          left.splice(left.indexOf(expected), 1)
          played.push(expected)
          continue
        }
        expect(taken.verdict).toBe(isKnown ? 'exhausted' : 'miss')
        if (step.kind === 'ask') continue
        const fresh = answered(step.ask, `new ${count++}`, {}, step.lane)
        cassette.record(fresh, step.ask, slot)
        everything.push(fresh)
        played.push(fresh)
      }
      expect(cassette.pack()).toEqual(played)
      expect(new Set(cassette.unused().map(({ interaction }) => interaction))).toEqual(
        new Set(everything.filter((one) => !played.includes(one))),
      )
      expect(cassette.size).toBe(everything.length)
    }),
    { numRuns: 500 },
  )
})

test('a rewind can drop interactions', () => {
  const cassette = new Cassette([answered('a', '1'), answered('b', '2')], askOf)
  take(cassette, 'c')
  cassette.record(answered('c', '3'), 'c', 0)
  cassette.rewind((interaction) => replyOf(interaction) !== '3')
  expect([cassette.size, take(cassette, 'c'), take(cassette, 'a'), take(cassette, 'b')]).toEqual([2, 'miss', '1', '2'])
})
