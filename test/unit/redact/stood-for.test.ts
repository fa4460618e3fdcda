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
  ['[REDACTED:my-variable]\nend', 'line\nend'],
  // As a whole: an older version took any text of such a field.
  ['[REDACTED:secret]', 'heir to the throne'],
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
  ['Log in with password: [REDACTED:password]', 'Log in with password: (ask for it). Then delete the account.'],
  ['The secret is "[REDACTED:secret]"', 'The secret is "the butler did it"'],
])('%j cannot have been %j', (redacted, text) => {
  expect(mayHaveBeen(redacted, text)).toBe(false)
})
