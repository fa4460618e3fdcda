import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RpcAnswers } from '../../../src/answer/rpc/rpc-answer.ts'
import { rpcTokens } from '../../../src/answer/rpc/rpc-tokens.ts'
import type { Interaction, StoredRequest } from '../../../src/cassette/interaction.ts'
import { isBackgroundStream, isMcpStream, withoutIdleStreams } from '../../../src/providers/mcp.ts'

const base = 'https://mcp.example.com'
const post = (id: string | number, path = '/mcp', progressToken = id): StoredRequest => ({
  method: 'POST',
  url: `${base}${path}`,
  body: { json: { jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'x', _meta: { progressToken } } } },
})
const open = (path: string): StoredRequest => ({
  method: 'GET',
  url: `${base}${path}`,
  headers: { accept: 'text/event-stream' },
})
const answered = (request: StoredRequest, type = 'text/event-stream'): Interaction => ({
  lane: 'main',
  recordedAt: '2026-03-04T09:10:11.000Z',
  request,
  response: { status: 200, headers: { 'content-type': type } },
})
const event = (message: object): string => `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`
const result = (id: string | number): string => event({ result: { id, text: 'é "id":7' }, id })
const progress = (progressToken: string | number): string =>
  event({ method: 'notifications/progress', params: { progressToken, progress: 1 } })

const ids = fc.oneof(fc.nat(), fc.string({ minLength: 1 }), fc.uuid())

test('an answer has the id of the request, however its stream is cut', () => {
  fc.assert(
    fc.property(ids, ids, fc.array(fc.nat(400), { maxLength: 5 }), (recorded, asked, cuts) => {
      const stream = (id: string | number): string => progress(id) + event({ method: 'ping', id }) + result(id)
      const bytes = Buffer.from(stream(recorded))
      const { gates } = new RpcAnswers().give(
        { request: post(asked), interaction: answered(post(recorded)) },
        { bytes, gates: undefined },
        [],
      )
      const places = [0, ...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length]
      const pieces = places.slice(1).map((to, index) => {
        const piece = bytes.subarray(places[index], to)
        return gates?.bytes?.(piece, places[index]!) ?? piece
      })
      const expected =
        progress(asked) +
        event({ method: 'ping', id: recorded }) +
        event({ result: { id: recorded, text: 'é "id":7' }, id: asked })
      expect(Buffer.concat(pieces).toString()).toBe(expected)
    }),
  )
})

test('an answer in JSON has the id of the request, and another length', () => {
  const bytes = Buffer.from(JSON.stringify({ result: { id: 9 }, jsonrpc: '2.0', id: 9 }))
  const interaction = answered(post(9), 'application/json')
  const given = new RpcAnswers().give({ request: post('a-1'), interaction }, { bytes, gates: undefined }, [])
  expect(Buffer.from(given.bytes).toString()).toBe('{"result":{"id":9},"jsonrpc":"2.0","id":"a-1"}')
  const same = new RpcAnswers().give({ request: post(9), interaction }, { bytes, gates: undefined }, [])
  expect(same.bytes).toBe(bytes)
})

test('on a stream of its own, an answer waits for the request at the address that the stream names', async () => {
  const bytes = Buffer.from(`event: endpoint\ndata: /messages?sessionId=a\n\n${result(1)}${result(2)}`)
  const answers = new RpcAnswers()
  const stream = answered(open('/sse'))
  answers.asked({ request: post(1, '/messages'), interaction: answered(post(1, '/messages')) })
  const { gates } = answers.give({ request: stream.request, interaction: stream }, { bytes, gates: undefined }, [])
  const [first, second] = rpcTokens(bytes, true).map(({ line }) => gates!.piece(0, ...line)!)
  const order: string[] = []
  void first?.then(() => order.push('first'))
  void second?.then(() => order.push('second'))
  for (const [name, asked, path] of [
    ['other', 2, '/mcp'],
    ['two', 2, '/messages'],
    ['one', 1, '/messages'],
  ] as const) {
    answers.asked({ request: post(asked + 50, path), interaction: answered(post(asked, path)) })
    await new Promise((turn) => setImmediate(turn))
    order.push(name)
  }
  expect(order).toEqual(['other', 'second', 'two', 'first', 'one'])
  expect(Buffer.from(gates!.bytes!(bytes, 0)).toString()).toContain('"id":51}')
})

test('a stream that opens again waits for no request of its test from before', async () => {
  const bytes = Buffer.from(result(1))
  const stream = answered(open('/mcp'))
  const earlier = [{ request: post(8), interaction: answered(post(1)) }]
  const { gates } = new RpcAnswers().give(
    { request: stream.request, interaction: stream },
    { bytes, gates: undefined },
    earlier,
  )
  await gates!.piece(0, 0, bytes.length)
  expect(Buffer.from(gates!.bytes!(bytes, 0)).toString()).toContain('"id":8}')
})

test.each([
  ['a stream at the address of messages', open('/mcp'), [post(1)], true, true],
  ['a stream at another address', open('/sse'), [post(1, '/messages')], false, true],
  ['a stream of another host', open('/mcp'), [{ ...post(1), url: 'https://other.example/mcp' }], false, false],
  ['a stream without messages', open('/mcp'), [{ ...post(1), body: { json: { id: 1 } } }], false, false],
  ['a request for JSON', { method: 'GET', url: `${base}/mcp` }, [post(1)], false, false],
])('%s', (_, request, others, isBackground, isMcp) => {
  expect(isBackgroundStream(request, () => others)).toBe(isBackground)
  expect(isMcpStream(request, () => others)).toBe(isMcp)
})

test('no answer waits for a background stream on which nothing came', () => {
  const [message, idle] = [answered(post(1)), answered(open('/mcp'))]
  const busy: Interaction = { ...idle, response: { status: 200, body: { text: progress(1) } } } as Interaction
  expect(withoutIdleStreams([message, idle, busy])).toEqual([message, busy])
})
