import { expect, test } from 'vitest'
import { packBody, unpackBody } from '../../../src/body/pack.ts'
import { createRedaction } from '../../../src/redact/redaction.ts'
import { leavesOfInteraction } from '../../../src/redact/view/scan-leaves.ts'
import { streamForms } from '../../canary/stream-forms.ts'
import { answered } from '../support/interactions.ts'
import { shapedKey } from '../support/secrets.ts'

const redaction = createRedaction({ credentials: [], paths: [], keep: [] })
const key = shapedKey('openai-key')
const pieces = ['It is ', ...(key.match(/.{1,5}/g) ?? []), ', ok']
const forms = Object.entries(streamForms).map(([form, [type, write]]) => [form, type, write(pieces)] as const)

const joined = (text: string): string =>
  [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)]
    .map(([quoted]) => (quoted === '"It is "' ? 'It is ' : (JSON.parse(quoted) as string)))
    .join('')

test.each(forms)('a secret in pieces of %s is taken out', (_, type, text) => {
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

test.each(forms)('the scan sees a secret in pieces of %s', (_, type, text) => {
  const body = packBody(Buffer.from(text), type)!
  const { lane, recordedAt, request } = answered('a', 'b')
  const interaction = { lane, recordedAt, request, response: { status: 200, body } }
  expect(leavesOfInteraction(interaction).some((leaf) => leaf.text.includes(key))).toBe(true)
})

test('a label at the end of one item of a list says nothing of the next', () => {
  const body = { json: { labels: ['Password:', 'hunter2xyz9', 'Your name:', 'Ann'] } }
  expect(redaction.response({ status: 200, body }).body).toBe(body)
})
