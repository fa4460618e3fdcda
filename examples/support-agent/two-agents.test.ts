import { expect } from 'vitest'
import { test } from 'vitest-cassette'
import { answerCustomer } from './agent.ts'

// Both agents make the same requests at the same time. Each lane keeps its own order.
test('two agents answer at the same time', async ({ cassette }) => {
  const question = 'Where is my order 4712?'
  const [first, second] = await Promise.all([
    cassette.lane('first', () => answerCustomer(question)),
    cassette.lane('second', () => answerCustomer(question)),
  ])
  expect(first.text).toContain('Monday')
  expect(second.text).toContain('Monday')
  expect(cassette.calls.offline + cassette.calls.live).toBe(4)
})
