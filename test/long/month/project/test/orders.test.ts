import { expect, test } from 'vitest'
import { answerAboutOrder } from '../src/support.ts'

test.for(['4700', '4701', '4702', '4703', '4704', '4705', '4706', '4707', '4708', '4709', '4710', '4711'])(
  'looks up order %s',
  async (number) => {
    expect(await answerAboutOrder(`Where is my order ${number}?`)).toContain(number)
  },
)
