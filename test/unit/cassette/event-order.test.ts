import { expect, test } from 'vitest'
import { eventOrders, type EventKind, type ExchangeEvent } from '../../../src/cassette/order/event-order.ts'

/** Events as words: `a asked`, `a piece 2`. */
function orders(...words: string[]): Record<string, unknown> {
  const events = words.map((text): ExchangeEvent<string> => {
    const [of = '', kind, piece] = text.split(' ')
    return { of, kind: kind as EventKind, ...(piece !== undefined && { piece: Number(piece) }) }
  })
  return Object.fromEntries(eventOrders(events))
}

test('exchanges that follow one another have no order', () => {
  expect(orders('a asked', 'a answered', 'a piece 0', 'a ended', 'b asked', 'b answered', 'b ended')).toEqual({})
})

test('exchanges that overlap have the positions of their events, and others none', () => {
  expect(
    orders('a asked', 'a ended', 'b asked', 'c asked', 'c answered', 'c ended', 'b answered', 'b ended', 'd asked'),
  ).toEqual({ b: { asked: 1, answered: 5, ended: 6 }, c: { asked: 2, answered: 3, ended: 4 } })
})

test('an exchange inside another counts as overlapping', () => {
  expect(orders('a asked', 'a answered', 'b asked', 'b ended', 'a ended')).toEqual({
    a: { asked: 1, answered: 2, ended: 5 },
    b: { asked: 3, ended: 4 },
  })
})

test('only the pieces that follow an event of another exchange have a position', () => {
  expect(
    orders(
      'a asked',
      'b asked',
      'a answered',
      'a piece 0',
      'a piece 1',
      'b answered',
      'a piece 2',
      'a piece 3',
      'a ended',
    ),
  ).toEqual({ a: { asked: 1, answered: 3, pieces: [[2, 5]], ended: 6 }, b: { asked: 2, answered: 4 } })
})

test('the pieces that came after the client had left have its position', () => {
  expect(orders('a asked', 'b asked', 'a answered', 'a left 1', 'b ended')).toEqual({
    a: { asked: 1, answered: 3, pieces: [[1, 4]], left: 4 },
    b: { asked: 2, ended: 5 },
  })
})
