import { expect, test } from 'vitest'
import { mayHaveBeen } from '../../../src/redact/stood-for.ts'
import { shapedKey } from '../support/secrets.ts'

const key = shapedKey('openai-key')

test.each([
  ['plain', 'plain'],
  ['[REDACTED:user]', 'ann'],
  ['[REDACTED:user]', '[REDACTED:email]'],
  ['by [REDACTED:user], for [REDACTED:user]!', 'by ann, for bob!'],
  ['[REDACTED:user][REDACTED:user]', 'ab'],
  ['my key is [REDACTED:openai-key] ok', `my key is ${key} ok`],
  ['[REDACTED:openai-key]', '[REDACTED:my-variable]'],
  ['[REDACTED:my-variable]\nend', 'two\nlines\nend'],
  ['a [REDACTED:user] a', 'a a a'],
])('%j may have been %j', (redacted, text) => {
  expect(mayHaveBeen(redacted, text)).toBe(true)
})

test.each([
  ['plain', 'Plain'],
  ['by [REDACTED:user], for cats', 'by ann, for dogs'],
  ['by [REDACTED:user]', 'by '],
  ['[REDACTED:user] said', 'ann'],
  ['[REDACTED:user][REDACTED:user]', 'a'],
  ['a[REDACTED:user]a', 'aa'],
  // Its shape showed that it is a secret.
  ['my key is [REDACTED:openai-key] ok', 'my key is banana ok'],
  ['my key is [REDACTED:openai-key] ok', `my key is ${key} and more ok`],
  ['ann', '[REDACTED:user]'],
])('%j cannot have been %j', (redacted, text) => {
  expect(mayHaveBeen(redacted, text)).toBe(false)
})
