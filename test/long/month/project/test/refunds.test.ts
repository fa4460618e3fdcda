import { expect, test } from 'vitest'
import { answerRefund } from '../src/mail.ts'

test.for(['4720', '4721', '4722', '4723', '4724', '4725'])('pays order %s back', async (order) => {
  const { paid, text } = await answerRefund(`The cover of my book is torn, please pay order ${order} back.`)
  expect(paid).toEqual([order])
  expect(text).toContain('money')
})
