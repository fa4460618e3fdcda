import { expect, test } from 'vitest'
import { sourceOf, streamOf, type BodySource } from '../../../src/stream/body-source.ts'
import { replayPieces } from '../../../src/stream/replay.ts'
import { deliveries, readAll, upstream } from '../support/streams.ts'

/** All pieces as text. */
async function pieces(source: BodySource): Promise<string[]> {
  const all: string[] = []
  for (let piece = await source.next(); piece !== undefined; piece = await source.next())
    all.push(Buffer.from(piece).toString())
  return all
}

test('a body in any form is read piece by piece', async () => {
  const { body, send, end } = upstream()
  for (const text of ['ab', 'c']) send(text)
  end()
  expect(await pieces(sourceOf(body))).toEqual(['ab', 'c'])
  expect(await pieces(sourceOf(Buffer.from('abc')))).toEqual(['abc'])
  for (const empty of [null, new Uint8Array()]) expect(await pieces(sourceOf(empty))).toEqual([])

  const source = sourceOf(Buffer.from('abc'))
  expect(sourceOf(source)).toBe(source)
  expect(await readAll(streamOf(source))).toEqual(['abc'])
})

test('a recorded answer without an end ends when its client takes no more', async () => {
  const delivery = deliveries()
  const timing = { timing: 'instant', speed: 1 } as const
  const source = replayPieces(Buffer.from('abc'), undefined, timing, { how: 'open' }, delivery)
  await source.next()
  const end = Promise.resolve(source.next()).then(() => 'ended')
  const turns = async (): Promise<string> => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    return 'open'
  }
  expect(await Promise.race([end, turns()])).toBe('open')
  for (let time = 0; time < 2; time++) source.cancel()
  expect(await Promise.race([end, turns()])).toBe('ended')
  expect(delivery.told).toEqual(['3', 'closed'])
})
