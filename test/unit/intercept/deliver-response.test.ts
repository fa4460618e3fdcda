import { expect, test } from 'vitest'
import type { Chunk } from '../../../src/cassette/interaction.ts'
import { deliverResponse } from '../../../src/intercept/undici/deliver-response.ts'
import { Departure } from '../../../src/intercept/undici/departure.ts'
import type { UndiciClient } from '../../../src/intercept/undici/undici-client.ts'
import { replayPieces } from '../../../src/stream/replay.ts'
import { deliveries } from '../support/streams.ts'

/** A client that notes what it is given. */
class NotingClient implements UndiciClient {
  readonly given: string[] = []
  readonly #onHead: () => void
  readonly #onData: () => void

  constructor(onHead: () => void = () => {}, onData: () => void = () => {}) {
    this.#onHead = onHead
    this.#onData = onData
  }

  start(): void {}

  head(status: number): void {
    this.given.push(String(status))
    this.#onHead()
  }

  data(chunk: Buffer): void {
    this.given.push(chunk.toString())
    this.#onData()
  }

  end(): void {
    this.given.push('end')
  }

  fail(): void {}

  ready(): undefined {}
}

const silence = { expect() {}, end() {} }
const head = { status: 200, statusText: 'OK', headers: [] }

test('a whole body comes with its end in one tick, before any promise of the client goes on', async () => {
  const client = new NotingClient()
  await deliverResponse({ ...head, body: Buffer.from('Hello') }, client, new Departure(), silence)
  expect(client.given).toEqual(['200'])
  await new Promise((done) => process.nextTick(done))
  expect(client.given).toEqual(['200', 'Hello', 'end'])
})

test('a client that leaves at the head gets no more, and the body hears of it', async () => {
  for (const isWhole of [true, false]) {
    const departure = new Departure()
    const client = new NotingClient(() => departure.come(new Error('enough')))
    const left = Promise.withResolvers<undefined>()
    const open = { next: () => left.promise, cancel: () => left.resolve(undefined) }
    await deliverResponse({ ...head, body: isWhole ? Buffer.from('Hello') : open }, client, departure, silence)
    await new Promise((done) => process.nextTick(done))
    expect(client.given).toEqual(['200'])
  }
})

test('a client that leaves some ticks after a piece gets no later piece, although they share a turn of the event loop', async () => {
  const departure = new Departure()
  const leave = async (): Promise<void> => {
    // As a reader of `fetch` does: its streams use ticks and promises.
    for (let step = 0; step < 5; step++) await new Promise<void>((done) => process.nextTick(done))
    departure.come(new Error('enough'))
  }
  const client = new NotingClient(undefined, () => void leave())
  const chunks = Array.from({ length: 3 }, (): Chunk => [0, 1])
  const delivery = deliveries()
  const body = replayPieces(Buffer.from('abc'), chunks, { timing: 'instant', speed: 1 }, { how: 'complete' }, delivery)
  await deliverResponse({ ...head, body }, client, departure, silence)
  expect(client.given).toEqual(['200', 'a'])
})

test('a signal that somebody asks for after the departure is aborted for the same reason', () => {
  const departure = new Departure()
  const early = departure.signal
  const reason = new Error('enough')
  departure.come(reason)
  departure.come(new Error('again'))
  const late = new Departure()
  late.come(reason)
  for (const { aborted, reason: given } of [early, late.signal]) expect([aborted, given]).toEqual([true, reason])
})
