import { expect, test } from 'vitest'
import { summarise } from '../src/mail.ts'

const subjects = [
  'a late parcel',
  'a torn cover',
  'a gift card',
  'a reading',
  'a wrong price',
  'an invoice',
  'a donation',
  'a visit',
]

test.for(subjects)('sums up a mail about %s', async (subject) => {
  const pieces: string[] = []
  const text = await summarise(`Dear Inkwell, I write to you because of ${subject}. Yours, Ada`, (piece) =>
    pieces.push(piece),
  )
  expect(text).toContain(subject)
  expect(pieces.join('')).toBe(text)
})
