import { expect, test } from 'vitest'
import { answerCustomer } from './agent.ts'
import { reviewReply } from './review.ts'

test('looks the order up and streams the answer', async () => {
  const reply = await answerCustomer('Where is my order 4711?')
  expect(reply.lookedUp).toEqual(['4711'])
  expect(reply.text).toContain('Thursday')
  expect(reply.pieces.length).toBeGreaterThan(1)
  expect(reply.pieces.join('')).toBe(reply.text)
})

test('says so when there is no such order', async () => {
  const reply = await answerCustomer('Where is my order 9999?')
  expect(reply.lookedUp).toEqual(['9999'])
  expect(reply.text).not.toContain('Thursday')
})

test('lets another model review the reply', async () => {
  const question = 'Where is my order 4713?'
  const reply = await answerCustomer(question)
  const review = await reviewReply(question, reply.text)
  expect(review.isFine).toBe(true)
})
