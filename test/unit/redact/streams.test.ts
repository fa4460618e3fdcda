import { expect, test } from 'vitest'
import { packBody, unpackBody } from '../../../src/body/pack.ts'
import { createRedaction } from '../../../src/redact/redaction.ts'
import { leavesOfInteraction } from '../../../src/redact/view/scan-leaves.ts'
import { answered } from '../support/interactions.ts'
import { shapedKey } from '../support/secrets.ts'

const redaction = createRedaction({ credentials: [], paths: [], keep: [] })
const key = shapedKey('openai-key')
const pieces = ['It is ', ...(key.match(/.{1,5}/g) ?? []), ', ok']
const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`
const openai = (content: string): unknown => ({ id: 'c', choices: [{ index: 0, delta: { content } }] })
const gemini = (text: string): unknown => ({ candidates: [{ content: { parts: [{ text }], role: 'model' } }] })

/** A text in pieces, in the form of each wire format. */
const forms: Readonly<Record<string, readonly [type: string, text: string]>> = {
  OpenAI: ['text/event-stream', `${pieces.map((piece) => event(openai(piece))).join('')}data: [DONE]\n\n`],
  Anthropic: [
    'text/event-stream',
    pieces
      .map((text) => `event: content_block_delta\n${event({ type: 'content_block_delta', index: 0, delta: { text } })}`)
      .join(''),
  ],
  'Hugging Face TGI': [
    'text/event-stream',
    pieces.map((text, index) => event({ index: index + 1, token: { id: 7 * index, text, special: false } })).join(''),
  ],
  'Gemini in its own layout': [
    'application/json',
    `[${pieces.map((text) => JSON.stringify(gemini(text), undefined, 2)).join('\n,\r\n')}\n]\n`,
  ],
  'NDJSON with one 1e-05': [
    'application/x-ndjson',
    pieces.map((content) => `{"message":{"content":${JSON.stringify(content)}},"p":1e-05}\n`).join(''),
  ],
  'AI SDK text stream': [
    'text/plain',
    `${pieces.map((piece) => `0:${JSON.stringify(piece)}\n`).join('')}d:{"finishReason":"stop"}\n`,
  ],
  'SSE with mixed spacing': [
    'text/event-stream',
    pieces.map((piece, at) => `data:${at % 2 === 0 ? ' ' : ''}${JSON.stringify(openai(piece))}\n\n`).join(''),
  ],
  'SSE as a text': ['text/plain', pieces.map((piece) => event(openai(piece))).join('')],
  'a list of lines': ['application/json', JSON.stringify({ lines: pieces })],
  logprobs: [
    'application/json',
    JSON.stringify({
      choices: [
        { logprobs: { content: pieces.map((token) => ({ token, logprob: -0.1, bytes: [...Buffer.from(token)] })) } },
      ],
    }),
  ],
}

const joined = (text: string): string =>
  [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)]
    .map(([quoted]) => (quoted === '"It is "' ? 'It is ' : (JSON.parse(quoted) as string)))
    .join('')

test.each(Object.entries(forms))('a secret in pieces of %s is taken out', (_, [type, text]) => {
  const body = packBody(Buffer.from(text), type)!
  const redacted = redaction.response({ status: 200, body })
  const written = Buffer.from(unpackBody(redacted.body!)).toString()
  expect(written).toContain('[REDACTED:openai-key]')
  for (const piece of pieces.slice(2, -1)) expect(written).not.toContain(`"${piece}"`)
  expect(written).toContain('It is ')
  expect(written).toContain(', ok')
  expect(written).not.toContain(String([...Buffer.from(key.slice(5, 9))]))
  expect(redaction.response(redacted)).toBe(redacted)
  expect(joined(written)).not.toContain(key)
})

test.each(Object.entries(forms))('the scan sees a secret in pieces of %s', (_, [type, text]) => {
  const body = packBody(Buffer.from(text), type)!
  const { lane, recordedAt, request } = answered('a', 'b')
  const interaction = { lane, recordedAt, request, response: { status: 200, body } }
  expect(leavesOfInteraction(interaction).some((leaf) => leaf.text.includes(key))).toBe(true)
})

test('a label at the end of one item of a list says nothing of the next', () => {
  const body = { json: { labels: ['Password:', 'hunter2xyz9', 'Your name:', 'Ann'] } }
  expect(redaction.response({ status: 200, body }).body).toBe(body)
})
