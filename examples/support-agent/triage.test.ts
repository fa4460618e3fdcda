import { expect, test } from 'vitest'
import { sortMessage, titleFor } from './triage.ts'

test.concurrent.each([
  ['My parcel has not come yet.', 'delivery'],
  ['I want my money back.', 'refund'],
  ['Do you sell gift cards?', 'other'],
] as const)('sorts "%s" into %s', async (message, queue) => {
  expect(await sortMessage(message)).toBe(queue)
})

test.concurrent('writes a title, word by word', async () => {
  const shown: string[] = []
  const title = await titleFor('My parcel has not come yet.', (piece) => shown.push(piece))
  expect(title.split(' ').length).toBeLessThanOrEqual(5)
  expect(shown.join('')).toBe(title)
})
