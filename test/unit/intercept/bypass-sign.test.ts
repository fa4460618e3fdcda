import { bypass } from 'msw'
import { expect, test } from 'vitest'
import { isBypassed, removeBypassSign } from '../../../src/intercept/internals/msw-internals.ts'

test('a request with `bypass()` loses its sign', () => {
  const { headers } = bypass('https://api.example.com/', { headers: { accept: 'text/event-stream' } })
  expect(isBypassed(headers)).toBe(true)
  removeBypassSign(headers)
  expect([isBypassed(headers), headers.get('accept')]).toEqual([false, 'text/event-stream'])
  expect(isBypassed(new Headers({ accept: 'text/event-stream' }))).toBe(false)
})
