import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Chunk } from '../../../src/cassette/interaction.ts'
import { now } from '../../../src/stream/clock.ts'
import { connectionError, storedFailure } from '../../../src/stream/failure.ts'
import { streamOf } from '../../../src/stream/body-source.ts'
import { pieces, replayPieces, type StreamEnd } from '../../../src/stream/replay.ts'
import { deliveries, next, readAll } from '../support/streams.ts'

const instant = { timing: 'instant', speed: 1 } as const
const complete = { how: 'complete' } as const
const bytes = Buffer.from('abcdefghij')

function replay(
  chunks: Chunk[] | undefined,
  end: StreamEnd = complete,
  delivery = deliveries(),
): ReadableStream<Uint8Array> {
  return streamOf(replayPieces(bytes, chunks, instant, end, delivery))
}

test.each<[string, Chunk[] | undefined, string[]]>([
  [
    'as recorded',
    [
      [5, 3],
      [0, 1],
      [9, 6],
    ],
    ['abc', 'd', 'efghij'],
  ],
  ['without boundaries', undefined, ['abcdefghij']],
  [
    'with sizes that are too small',
    [
      [0, 2],
      [0, 2],
    ],
    ['ab', 'cd', 'efghij'],
  ],
  [
    'with sizes that are too large',
    [
      [0, 8],
      [0, 8],
      [0, 8],
    ],
    ['abcdefgh', 'ij'],
  ],
  [
    'with sizes of zero',
    [
      [0, 0],
      [0, 10],
      [0, 0],
    ],
    ['abcdefghij'],
  ],
])('a body %s arrives in its pieces', async (_, chunks, expected) => {
  expect(await readAll(replay(chunks))).toEqual(expected)
})

test('an empty body has no pieces', async () => {
  expect(await readAll(streamOf(replayPieces(new Uint8Array(), [[0, 4]], instant, complete, deliveries())))).toEqual([])
})

test('no byte is lost with any sizes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(fc.tuple(fc.nat(9), fc.nat(9))), (body, chunks) => {
      const list = pieces(body, chunks)
      expect(Buffer.concat(list.map((piece) => piece.bytes)).equals(body)).toBe(true)
      expect(list.every((piece) => piece.bytes.byteLength > 0)).toBe(true)
    }),
  )
})

test('a client that reads slowly gets the same pieces', async () => {
  const reader = replay([
    [0, 4],
    [0, 6],
  ]).getReader()
  expect(await next(reader)).toBe('abcd')
  await new Promise((resolve) => setImmediate(resolve))
  expect([await next(reader), await next(reader)]).toEqual(['efghij', undefined])
})

test('a recorded stream that the client left stays open until the client leaves', async () => {
  const stream = replay([[0, 10]], { how: 'open' })
  const reader = stream.getReader()
  expect(await next(reader)).toBe('abcdefghij')
  const end = next(reader)
  const turns = (async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    return 'still open'
  })()
  expect(await Promise.race([end, turns])).toBe('still open')
  await reader.cancel()
  expect(await end).toBeUndefined()
})

test('the delivery reports the pieces that the client took, and the end', async () => {
  const chunks: Chunk[] = [
    [0, 4],
    [0, 6],
  ]
  const [whole, left] = [deliveries(), deliveries()]
  await readAll(replay(chunks, complete, whole))
  const reader = replay(chunks, complete, left).getReader()
  await next(reader)
  await reader.cancel()
  expect([whole.told, left.told]).toEqual([
    ['4', '6', 'complete'],
    ['4', 'closed'],
  ])
})

test('a broken stream breaks after all its pieces', async () => {
  const events: string[] = []
  const delivery = deliveries()
  const reader = replay(
    [
      [0, 4],
      [0, 6],
    ],
    { how: 'broken', failure: { name: 'Error', message: 'gone' }, breakConnection: () => events.push('broken') },
    delivery,
  ).getReader()
  for (let count = 0; count < 2; count++) events.push((await next(reader)) ?? '')
  await expect(next(reader)).rejects.toThrow('the recorded stream broke here')
  expect(events).toEqual(['abcd', 'efghij', 'broken'])
  expect(delivery.told).toEqual(['4', '6', 'failed: gone'])
})

test('recorded timing waits the recorded time divided by the speed', async () => {
  const slow: Chunk[] = [
    [40, 4],
    [0, 2],
    [40, 4],
  ]
  const arrivals = async (speed: number): Promise<number[]> => {
    const start = now()
    const times: number[] = []
    for await (const _ of streamOf(replayPieces(bytes, slow, { timing: 'recorded', speed }, complete, deliveries())))
      times.push(now() - start)
    return times
  }
  const [first = 0, , last = 0] = await arrivals(1)
  // Timers may fire a millisecond early.
  expect(first).toBeGreaterThanOrEqual(39)
  expect(last).toBeGreaterThanOrEqual(78)
  expect(await arrivals(1_000)).toHaveLength(3)
})

const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })

test.each([
  [
    'a failed fetch',
    new TypeError('fetch failed', { cause: reset }),
    {
      name: 'TypeError',
      message: 'fetch failed',
      cause: { name: 'Error', message: 'read ECONNRESET', code: 'ECONNRESET' },
    },
  ],
  ['an error of node:http', reset, { name: 'Error', message: 'read ECONNRESET', code: 'ECONNRESET' }],
  [
    'an abort',
    new DOMException('This operation was aborted', 'AbortError'),
    { name: 'AbortError', message: 'This operation was aborted' },
  ],
  [
    'a cause of a cause',
    new Error('a', { cause: new Error('b', { cause: new Error('c') }) }),
    { name: 'Error', message: 'a', cause: { name: 'Error', message: 'b' } },
  ],
  [
    'a cause that is no error',
    new Error('a', { cause: 'b' }),
    { name: 'Error', message: 'a', cause: { name: 'Error', message: 'b' } },
  ],
  [
    'a cause that no text can be made of',
    new Error('a', { cause: Object.assign(Object.create(null), { name: 'Error', message: 'b', code: 'B' }) }),
    { name: 'Error', message: 'a', cause: { name: 'Error', message: 'b', code: 'B' } },
  ],
  [
    'a cause without a message',
    new Error('a', { cause: Object.create(null) }),
    { name: 'Error', message: 'a', cause: { name: 'Error', message: '[object Object]' } },
  ],
  ['no error at all', 'gone', { name: 'Error', message: 'gone' }],
])('%s is stored', (_, error, stored) => {
  expect(storedFailure(error)).toEqual(stored)
})

test('the connection breaks with the cause that the client reported', () => {
  const failure = storedFailure(new TypeError('fetch failed', { cause: reset }))
  expect(storedFailure(connectionError(failure))).toEqual(failure.cause)
  expect(connectionError(failure)).toMatchObject({ code: 'ECONNRESET' })
})

test('an error without a code breaks the connection without one', () => {
  const error = connectionError({ name: 'SocketError', message: 'other side closed' })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'SocketError', message: 'other side closed' })
  expect(error).not.toHaveProperty('code')
  // Apps print the name of the class.
  expect(error.constructor.name).toBe('SocketError')
})

test('each piece has a turn of the event loop, which a connection needs, unless its client brings its own turns', async () => {
  const turnsOf = async (turn?: () => Promise<void>): Promise<number> => {
    const chunks = Array.from({ length: 4 }, (): Chunk => [0, 1])
    const source = replayPieces(Buffer.from('abcd'), chunks, instant, complete, deliveries())
    let turns = 0
    const count = (): void => {
      turns += 1
      counting = setImmediate(count)
    }
    let counting = setImmediate(count)
    const seen = new Set<number>()
    for (let piece = 0; piece < 4; piece++) {
      await source.next(turn)
      seen.add(turns)
    }
    clearImmediate(counting)
    return seen.size
  }
  expect(await turnsOf()).toBe(4)
  expect(await turnsOf(() => Promise.resolve())).toBe(1)
})
