import { expect, test } from 'vitest'
import { capture, type Captured } from '../../../src/stream/capture.ts'
import { now } from '../../../src/stream/clock.ts'
import { deliveries, next, readAll, upstream, type Upstream } from '../support/streams.ts'

interface Capturing extends Upstream {
  readonly stream: ReadableStream<Uint8Array>
  readonly captured: Promise<Captured>
  readonly stops: unknown[]
  readonly breaks: unknown[]
  readonly told: readonly string[]
}

/** A capture. Its `stop` ends the upstream like an aborted `fetch`. */
function capturing(): Capturing {
  const source = upstream()
  const stops: unknown[] = []
  const breaks: unknown[] = []
  const stop = (): void => {
    stops.push(true)
    source.fail(new DOMException('This operation was aborted', 'AbortError'))
  }
  const delivery = deliveries()
  const capturing = capture(source.body, now(), stop, (failure) => breaks.push(failure), delivery)
  return { ...source, ...capturing, stops, breaks, told: delivery.told }
}

function text({ bytes }: Captured): string {
  return Buffer.from(bytes).toString()
}

test('the client gets each piece before the next one arrives, and the copy has all pieces', async () => {
  const { stream, captured, send, end, stops, breaks, told } = capturing()
  const reader = stream.getReader()
  for (const piece of ['one', 'zwei', '3']) {
    send(piece)
    expect(await next(reader)).toBe(piece)
  }
  end()
  expect(await next(reader)).toBeUndefined()
  const body = await captured
  expect(text(body)).toBe('onezwei3')
  expect(body.chunks.map(([, size]) => size)).toEqual([3, 4, 1])
  for (const [delay] of body.chunks) expect(Number.isInteger(delay) && delay >= 0).toBe(true)
  expect([body.aborted, body.failure, stops, breaks]).toEqual([undefined, undefined, [], []])
  expect(told).toEqual(['3', '4', '1', 'complete'])
})

test('the copy is complete without the client reading anything', async () => {
  const { captured, send, end } = capturing()
  send('a')
  send('b')
  end()
  expect(text(await captured)).toBe('ab')
})

test('an empty body has no pieces', async () => {
  const { stream, captured, end } = capturing()
  end()
  expect(await readAll(stream)).toEqual([])
  expect(await captured).toEqual({ bytes: Buffer.alloc(0), chunks: [] })
})

test('the recording is complete when the client leaves shortly before the end', async () => {
  const { stream, captured, send, end, stops, told } = capturing()
  const reader = stream.getReader()
  send('data: [DONE]\n')
  await next(reader)
  await reader.cancel()
  send('\n')
  end()
  const body = await captured
  expect(text(body)).toBe('data: [DONE]\n\n')
  expect([body.aborted, stops]).toEqual([undefined, []])
  expect(told).toEqual(['13', 'closed'])
})

test('a client that leaves early stops the provider, and the recording is the part it received', async () => {
  const { stream, captured, send, stops, breaks } = capturing()
  const reader = stream.getReader()
  send('one')
  await next(reader)
  await reader.cancel()
  send('two')
  const body = await captured
  expect(body).toMatchObject({ aborted: true, chunks: [[expect.any(Number), 3]] })
  expect(text(body)).toBe('one')
  expect([body.failure, stops, breaks]).toEqual([undefined, [true], []])
})

test('a break after the client left is not a failure', async () => {
  const { stream, captured, send, fail } = capturing()
  const reader = stream.getReader()
  send('one')
  await next(reader)
  await reader.cancel()
  fail(new Error('read ECONNRESET'))
  expect(await captured).toMatchObject({ aborted: true, chunks: [[expect.any(Number), 3]] })
})

test('a stream that breaks is recorded up to the break, and breaks for the client the same way', async () => {
  const { stream, captured, send, fail, breaks, told } = capturing()
  const reader = stream.getReader()
  send('one')
  await next(reader)
  const cause = Object.assign(new Error('other side closed'), { name: 'SocketError', code: 'UND_ERR_SOCKET' })
  const error = new TypeError('terminated', { cause })
  fail(error)
  await expect(next(reader)).rejects.toBe(error)
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
  expect(breaks).toEqual([body.failure])
  expect(told).toEqual(['3', 'failed: terminated'])
})
