import { expect, test } from 'vitest'
import { receiveCopy, type Captured } from '../../../src/stream/capture.ts'
import { ClientLeft } from '../../../src/stream/client-left.ts'
import { now } from '../../../src/stream/clock.ts'
import { deliveries, upstream, type Upstream } from '../support/streams.ts'

interface Receiving extends Upstream {
  readonly captured: Promise<Captured>
  readonly told: readonly string[]
}

function receiving(): Receiving {
  const source = upstream()
  const delivery = deliveries()
  return { ...source, ...receiveCopy(source.body, now(), delivery), told: delivery.told }
}

function text({ bytes }: Captured): string {
  return Buffer.from(bytes).toString()
}

test('a copy has all pieces, with the time that each took', async () => {
  const { captured, send, end, told } = receiving()
  for (const piece of ['one', 'zwei', '3']) send(piece)
  end()
  const body = await captured
  expect(text(body)).toBe('onezwei3')
  expect(body.chunks.map(([, size]) => size)).toEqual([3, 4, 1])
  for (const [delay] of body.chunks) expect(Number.isInteger(delay) && delay >= 0).toBe(true)
  expect([body.aborted, body.failure]).toEqual([undefined, undefined])
  expect(told).toEqual(['3', '4', '1', 'complete'])
})

test('an empty body has no pieces', async () => {
  const { captured, end } = receiving()
  end()
  expect(await captured).toEqual({ bytes: Buffer.alloc(0), chunks: [] })
})

test('the recording of a client that has left is the part that it received', async () => {
  const { captured, send, fail, told } = receiving()
  send('one')
  await new Promise(setImmediate)
  fail(new ClientLeft())
  const body = await captured
  expect(body).toMatchObject({ aborted: true, chunks: [[expect.any(Number), 3]] })
  expect([text(body), body.failure, told]).toEqual(['one', undefined, ['3']])
})

test('a stream that breaks is recorded up to the break', async () => {
  const { captured, send, fail, told } = receiving()
  send('one')
  await new Promise(setImmediate)
  const cause = Object.assign(new Error('other side closed'), { name: 'SocketError', code: 'UND_ERR_SOCKET' })
  fail(new TypeError('terminated', { cause }))
  const body = await captured
  expect(text(body)).toBe('one')
  expect(body.chunks).toEqual([
    [expect.any(Number), 3],
    [expect.any(Number), 0],
  ])
  expect(body.failure).toEqual({
    name: 'TypeError',
    message: 'terminated',
    cause: { name: 'SocketError', message: 'other side closed', code: 'UND_ERR_SOCKET' },
  })
  expect(told).toEqual(['3', 'failed: terminated'])
})
