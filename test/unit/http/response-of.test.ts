import { expect, test } from 'vitest'
import { responseOf } from '../../../src/http/response-of.ts'

test.each([200, 599, 600, 799, 999])('a response and its clones have the status %i', async (status) => {
  const response = responseOf('hi', { status, statusText: 'Odd', headers: new Headers({ a: 'b' }) })
  const clone = response.clone().clone()
  for (const one of [response, clone]) {
    expect([one.status, one.statusText, one.ok, one.headers.get('a')]).toEqual([status, 'Odd', status === 200, 'b'])
    expect(await one.text()).toBe('hi')
  }
})
