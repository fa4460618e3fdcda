import { expect, test } from 'vitest'
import { comparedRequest } from '../../../src/answer/compared-request.ts'
import { createMatching } from '../../../src/match/matching.ts'
import { createRedaction } from '../../../src/redact/redaction.ts'
import { SecretMemory } from '../../../src/redact/secret-memory.ts'

const url = 'https://api.openai.com/v1/chat/completions'
const chosen = '4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a'

/** Compares the requests of one test. */
function comparing(ignore: string[] = []): {
  readonly compared: (content: string, headers?: Record<string, string>) => ReturnType<typeof comparedRequest>
  readonly send: (body: string | Uint8Array) => ReturnType<typeof comparedRequest>
  readonly learn: (secret: string) => void
} {
  const redaction = createRedaction({ credentials: [], paths: [], keep: [], memory: new SecretMemory() })
  const matching = createMatching({ ignore, matchHeaders: [] }, [], () => redaction)
  return {
    compared(content, headers = {}) {
      const body = JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content }] })
      const request = new Request(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      })
      return comparedRequest(request, Buffer.from(body), matching)
    },
    send: (body) => comparedRequest(new Request(url, { method: 'POST' }), body, matching),
    learn: (secret) => void redaction.response({ status: 200, body: { json: { access_token: secret } } }),
  }
}

test.each([
  ['small', 'Hello'],
  ['large', 'Hello '.repeat(20_000)],
])('a %s request that a test repeats is the same object, and another one is not', (_, content) => {
  const { compared } = comparing()
  const first = compared(content)
  expect(compared(content)).toBe(first)
  expect(compared(`${content} you`)).not.toBe(first)
  expect(compared(content, { 'x-tenant': 'b' })).not.toBe(first)
})

test('a repeated request is redacted again when a secret in it has become known', () => {
  const { compared, learn } = comparing()
  expect(JSON.stringify(compared(`Use ${chosen}.`))).toContain(chosen)
  learn(chosen)
  expect(JSON.stringify(compared(`Use ${chosen}.`))).not.toContain(chosen)
})

test("with a rule of the user's, each request is compared anew, because the rule counts its matches", () => {
  const { compared } = comparing(['body.model'])
  expect(compared('Hello')).not.toBe(compared('Hello'))
})

test('a body counts as the same one as text and as bytes, and other bytes are another one, also those that are no text', () => {
  const { send } = comparing()
  const text = send('é')
  expect(send(Buffer.from('é'))).toBe(text)
  // Read as one character a byte, it is that text.
  expect(send(Buffer.from('é', 'latin1'))).not.toBe(text)
  expect(send(Buffer.from([0xff]))).not.toBe(send(Buffer.from([0xfe])))
})
