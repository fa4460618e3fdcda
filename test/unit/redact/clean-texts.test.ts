import { expect, test } from 'vitest'
import { withoutLargeValue } from '../../../src/body/large-values.ts'
import { CleanTexts } from '../../../src/redact/clean-texts.ts'
import { createRedaction } from '../../../src/redact/redaction.ts'

const large = 'a'.repeat(100_000)

test('a text without a secret is searched once', () => {
  const searched: string[] = []
  const redact = new CleanTexts(() => 0).skip((text) => {
    searched.push(text)
    return text
  })
  const small = 'a small text'
  expect([redact(large), redact(large), redact(small), redact(small)]).toEqual([large, large, small, small])
  expect(searched).toEqual([large, small])
})

test('small texts are remembered up to a million characters', () => {
  let searched = 0
  const redact = new CleanTexts(() => 0).skip((text) => {
    searched += 1
    return text
  })
  const texts = Array.from({ length: 101 }, (_, at) => String(at).padEnd(10_000, '.'))
  for (const text of texts) redact(text)
  redact(texts[100]!)
  expect(searched).toBe(101)
  redact(texts[0]!)
  expect(searched).toBe(102)
})

test.each([
  ['large', `${large} hunter2`],
  ['small', 'it is hunter2'],
])('a secret that becomes known later is taken out of a %s text that was clean before', (_, text) => {
  const secrets: string[] = []
  const texts = new CleanTexts(() => secrets.length)
  const redact = texts.skip((text) => secrets.reduce((safe, secret) => safe.replace(secret, '[REDACTED:key]'), text))
  expect(redact(text)).toBe(text)
  secrets.push('hunter2')
  const safe = text.replace('hunter2', '[REDACTED:key]')
  expect([redact(text), redact(text)]).toEqual([safe, safe])
})

test('the name of the file of a large value is no secret, whatever its field is called', () => {
  const redaction = createRedaction({ credentials: [], paths: [], keep: [] })
  const value = `[base64 of ${'0123456789abcdef'.repeat(4)}.bin]`
  const body = { json: { api_key: value, token: `data:image/png;base64,${value}` } }
  const stored = { method: 'POST', url: 'https://api.openai.com/v1/responses', body }
  expect(redaction.request(stored)).toBe(stored)
})

test('a large value whose place is redacted later is redacted in the cassette and in the request', () => {
  const redaction = createRedaction({ credentials: [], paths: ['image'], keep: [] })
  const redacted = (image: string): unknown =>
    redaction.request({ method: 'POST', url: 'https://api.openai.com/v1/responses', body: { json: { image } } }).body
  const value = Buffer.alloc(100_000, 'picture').toString('base64')
  expect(redacted(withoutLargeValue(value))).toEqual({ json: { image: '[REDACTED:image]' } })
  expect(redacted(value)).toEqual({ json: { image: '[REDACTED:image]' } })
})
