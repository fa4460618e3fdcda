import { connect, constants, createServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { closeStream, streamClosed } from '../../../src/intercept/http2/stream-closed.ts'
import { streamReceiver } from '../../../src/intercept/http2/stream-receiver.ts'

/** The pieces that a client receives of an answer, and how its stream ends. */
async function receive(answer: (stream: ServerHttp2Stream) => void): Promise<{ text: string; code: number }> {
  const server = createServer().on('stream', (stream) => {
    stream.on('error', () => {})
    answer(stream)
  })
  await new Promise<void>((listening) => server.listen(0, listening))
  const session = connect(`http://localhost:${(server.address() as AddressInfo).port}`)
  onTestFinished(() => {
    session.destroy()
    server.close()
  })
  const request = session.request().on('error', () => {})
  let text = ''
  request.on('data', (piece: Buffer) => (text += piece.toString()))
  await new Promise((closed) => request.once('close', closed))
  return { text, code: request.rstCode }
}

test.each([
  ['NGHTTP2_REFUSED_STREAM', constants.NGHTTP2_REFUSED_STREAM],
  ['NGHTTP2_INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR],
  ['NGHTTP2_CANCEL', constants.NGHTTP2_CANCEL],
])('a stream that the provider has closed with %s is closed so, after all that came before', async (name, code) => {
  const error = streamClosed(code)
  expect(error).toMatchObject({ code: 'ERR_HTTP2_STREAM_ERROR', message: `Stream closed with error code ${name}` })
  const received = await receive((stream) => {
    const receiver = streamReceiver(stream, () => {})
    receiver.head(200, ['x-build', 'b7'], '')
    receiver.data(Buffer.from('half'))
    receiver.fail(error)
  })
  expect(received).toEqual({ text: 'half', code })
})

test('an error of the connection closes no stream alone', () => {
  const stream = {} as ServerHttp2Stream
  expect(closeStream(stream, Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))).toBe(false)
})
