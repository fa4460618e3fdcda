import { expect, test } from 'vitest'
import { answer } from '../src/support.ts'

test.each([
  ['the opening hours', 'When are you open?'],
  ['the opening hours on Sunday', 'Are you open on Sunday?'],
  ['gift cards', 'Do you sell gift cards?'],
  ['returns', 'How do I send a book back?'],
  ['signed copies', 'Do you have signed copies?'],
  ['shipping to Norway', 'Do you ship to Norway?'],
  ['the price of shipping', 'How much is shipping?'],
  ['second-hand books', 'Do you buy second-hand books?'],
  ['reading groups', 'Is there a reading group?'],
  ['parking (bikes too)', 'Where can I leave my bike?'],
  ['audio books', 'Do you sell audio books?'],
  ['lost parcels', 'What if a parcel is lost?'],
])('answers about %s', async (_, question) => {
  expect(await answer(question)).toMatch(/\w+.*\.$/)
})
