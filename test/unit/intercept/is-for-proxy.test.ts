import { expect, test } from 'vitest'
import { isForProxy } from '../../../src/intercept/proxies/is-for-proxy.ts'

test.each([
  ['CONNECT api.openai.com:443 HTTP/1.1', true],
  ['CONNECT [::1]:443 HTTP/1.1', true],
  ['GET http://api.openai.com/v1/models HTTP/1.1', true],
  ['PROPFIND https://api.openai.com/ HTTP/1.1', true],
  ['GET /v1/models HTTP/1.1', false],
  ['CONNECT {"verbose":false}', false],
  ['CONNECT\naccept-version:1.2', false],
  ['\u0016\u0003\u0001', false],
])('the first bytes of a connection say whether they are for a proxy: %j', (head, expected) => {
  expect(isForProxy(head)).toBe(expected)
})
