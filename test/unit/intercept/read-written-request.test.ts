import { expect, test } from 'vitest'
import { readRequest } from '../../../src/intercept/sockets/read-written-request.ts'

const post = 'POST /v1/chat HTTP/1.1\r\nHost: llm.example.com:8443\r\nContent-Type: application/json\r\n'

test('a request is read as far as it is written', () => {
  expect(read('POST /v1/chat HTTP/1.1\r\nHost: llm.example')).toBe('begun')
  expect(read(`${post}Content-Length: 4\r\n\r\nab`)).toMatchObject({ body: undefined })
  expect(read(`${post}Content-Length: 4\r\n\r\nabcd`)).toEqual({
    method: 'POST',
    url: new URL('https://llm.example.com:8443/v1/chat'),
    type: 'application/json',
    body: 'abcd',
    length: post.length + 25,
    isProxied: false,
    isEncoded: false,
  })
})

test('a body in chunks is whole at its last one', () => {
  const chunked = `${post}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n`
  expect(read(chunked)).toMatchObject({ body: undefined })
  expect(read(`${chunked}10;x=y\r\n0123456789abcdef\r\n0\r\n\r\n`)).toMatchObject({ body: 'ab0123456789abcdef' })
})

test('another request may follow', () => {
  const next = 'GET / HTTP/1.1\r\n\r\n'
  const wholes = [
    'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n',
    `${post}Content-Length: 4\r\n\r\nabcd`,
    `${post}Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n`,
    `${post}Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\nX: y\r\n\r\n`,
  ]
  for (const whole of wholes) {
    expect(read(whole + next), whole).toEqual(read(whole))
    expect(read(whole), whole).toMatchObject({ length: whole.length })
  }
  expect(read(`${post}Content-Length: 4\r\n\r\na`)).toMatchObject({ length: post.length + 25 })
  for (const chunks of ['4\r\nab', '-50\r\n0\r\n\r\n', 'x\r\n0\r\n\r\n'])
    expect(read(`${post}Transfer-Encoding: chunked\r\n\r\n${chunks}`), chunks).toMatchObject({ length: undefined })
  for (const length of ['', '-50', 'x'])
    expect(read(`${post}Content-Length: ${length}\r\n\r\n`), length).toMatchObject({
      length: `${post}Content-Length: ${length}\r\n\r\n`.length,
    })
})

test('a client that waits until its body is asked for sends no more', () => {
  expect(read(`${post}Content-Length: 4\r\nExpect: 100-continue\r\n\r\n`)).toMatchObject({ body: '' })
})

test('a proxy is asked for a whole address, or for a tunnel', () => {
  expect(read('GET http://a.example/x HTTP/1.1\r\n\r\n')).toMatchObject({ url: new URL('http://a.example/x') })
  expect(read('CONNECT a.example:443 HTTP/1.1\r\n\r\n')).toMatchObject({ url: new URL('https://a.example/') })
})

test('bytes of another protocol are no request, however they begin', () => {
  for (const bytes of [
    'PING',
    'HELLO there',
    'QUIT\r\n',
    '\x16\x03\x01',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'HTTP/1.1 200 OK\r\n\r\n',
  ])
    expect(read(bytes), bytes).toBeUndefined()
})

function read(text: string): ReturnType<typeof readRequest> {
  return readRequest(Buffer.from(text, 'latin1'), true)
}
