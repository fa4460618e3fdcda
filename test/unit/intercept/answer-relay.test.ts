import { expect, test } from 'vitest'
import type { CloseListener, LiveTerms } from '../../../src/answer/call.ts'
import { AnswerRelay } from '../../../src/intercept/live/answer-relay.ts'

/** A relay to a client that notes what it is handed. */
function relayTo(
  given: Partial<LiveTerms> = {},
  onHeaders: (headers: unknown[]) => void = () => {},
): {
  relay: AnswerRelay
  handed: string[]
  parts: string[]
  ended: string[]
  leave: CloseListener
} {
  const [handed, parts, ended]: string[][] = [[], [], []]
  let leave: CloseListener = () => {}
  const terms: LiveTerms = {
    signal: new AbortController().signal,
    left: (how) => void ended!.push(`left: ${how}`),
    delivery: {
      turn: () => undefined,
      handOver: (part) => void parts!.push(part),
      leave: () => void parts!.push('left'),
    },
    holdsBack: false,
    ...given,
  }
  const relay = new AnswerRelay({
    method: 'POST',
    client: {
      head(status, headers) {
        handed!.push(`head ${status}`)
        onHeaders(headers as unknown[])
      },
      data: (piece) => void handed!.push(String(piece)),
      end: () => void handed!.push('end'),
      fail: ({ message }) => void handed!.push(`error ${message}`),
    },
    terms,
    left: new AbortController().signal,
    whenClosed: (listener) => void (leave = listener),
    abort: ({ message }) => void ended!.push(`aborted: ${message}`),
    inClient: (call) => call(),
  })
  return { relay, handed: handed!, parts: parts!, ended: ended!, leave: (...closed) => leave(...closed) }
}

test('a client is handed each part as it comes, and the pieces of one turn are one in the copy', async () => {
  const { relay, handed, parts } = relayTo()
  relay.head(200, ['content-type', 'text/plain'], 'OK')
  relay.data(Buffer.from('a'))
  relay.data(Buffer.from('b'))
  await Promise.resolve()
  relay.data(Buffer.from('c'))
  relay.end()
  expect(handed).toEqual(['head 200', 'a', 'b', 'c', 'end'])
  expect(parts).toEqual(['head', 'piece', 'piece', 'end'])
  const pieces: string[] = []
  for await (const piece of (await relay.response).body!) pieces.push(Buffer.from(piece).toString())
  expect(pieces).toEqual(['ab', 'c'])
})

test('an answer that is held back begins with the first byte of its body', async () => {
  const { relay, handed } = relayTo({ holdsBack: true })
  relay.head(103, [], 'Early Hints')
  relay.head(200, [], 'OK')
  expect(handed).toEqual([])
  relay.data(Buffer.from('a'))
  relay.fail(new Error('broken'))
  expect(handed).toEqual(['head 200', 'a', 'error broken'])
  await expect((await relay.response).text()).rejects.toThrow('broken')
})

test.each(['before the head', 'after the head'])(
  'a client does not hear of an error %s that is held back',
  async (place) => {
    const { relay, handed, ended, leave } = relayTo({ holdsBack: true })
    if (place === 'after the head') relay.head(200, [], 'OK')
    relay.fail(new Error('broken'))
    await expect(relay.response).rejects.toThrow('broken')
    expect(handed).toEqual([])
    // It waits for another answer, and may leave then too.
    leave('aborted')
    expect(ended).toEqual(['left: aborted'])
  },
)

test('an answer without a body is held back until its end', async () => {
  const { relay, handed } = relayTo({ holdsBack: true })
  relay.head(200, ['content-length', '0'], 'OK')
  relay.end()
  expect(handed).toEqual(['head 200', 'end'])
  expect(await (await relay.response).text()).toBe('')
})

test('a client that has left is handed nothing more, and the copy goes on', async () => {
  const { relay, handed, parts, ended, leave } = relayTo()
  relay.head(200, [], 'OK')
  relay.data(Buffer.from('a'))
  const recorded = relay.response.then((response) => response.text())
  await new Promise(setImmediate)
  leave('closed')
  relay.data(Buffer.from('b'))
  relay.end()
  expect(handed).toEqual(['head 200', 'a'])
  expect(await recorded).toBe('ab')
  expect(parts).toEqual(['head', 'piece', 'left'])
  expect(ended).toEqual(['left: closed'])
})

test.each([false, true])('the end of a test ends the call of its client (held back: %s)', async (holdsBack) => {
  const stopper = new AbortController()
  const { relay, handed, ended } = relayTo({ holdsBack, signal: stopper.signal })
  stopper.abort(new Error('the test ended'))
  expect(handed).toEqual(['error the test ended'])
  expect(ended).toEqual(['aborted: the test ended'])
  await expect(relay.response).rejects.toThrow('the test ended')
})

test('each part waits for its turn', async () => {
  const turns: Array<() => void> = []
  const { relay, handed } = relayTo({
    delivery: { turn: () => new Promise((turn) => turns.push(turn)), handOver() {}, leave() {} },
  })
  relay.head(200, [], 'OK')
  relay.end()
  expect(handed).toEqual([])
  turns.shift()!()
  await new Promise(setImmediate)
  expect(handed).toEqual(['head 200'])
  turns.shift()!()
  await new Promise(setImmediate)
  expect(handed).toEqual(['head 200', 'end'])
})

test('the copy has the headers as they came, whatever the client makes of them', async () => {
  const { relay } = relayTo({}, (headers) => void headers.splice(0, 2))
  relay.head(200, ['content-encoding', 'gzip', 'x-request-id', 'r'], 'OK')
  relay.end()
  expect([...(await relay.response).headers.keys()]).toEqual(['content-encoding', 'x-request-id'])
})
