import { expect, test } from 'vitest'
import { namedTarget, undiciTarget } from '../../../src/intercept/proxies/named-target.ts'

test.each([
  ['CONNECT', 'api.openai.com:443', { host: 'api.openai.com', port: 443 }],
  ['CONNECT', 'api.example.com:8080', { host: 'api.example.com', port: 8080 }],
  ['CONNECT', '[::1]:443', { host: '::1', port: 443 }],
  ['CONNECT', 'no place', undefined],
  ['POST', 'http://api.openai.com/v1/responses', { host: 'api.openai.com', port: 80 }],
  ['GET', 'https://api.openai.com', { host: 'api.openai.com', port: 443 }],
  ['GET', '/v1/models', undefined],
  ['GET', '/to?url=https://api.openai.com', undefined],
  ['OPTIONS', '*', undefined],
])('%s %s', (method, path, target) => {
  expect(namedTarget(method, path)).toEqual(target)
})

test('a request of undici', () => {
  const request = { origin: 'http://127.0.0.1:3128', method: 'GET' }
  expect(undiciTarget({ ...request, path: '/own' })).toEqual({ host: '127.0.0.1', port: 3128 })
  expect(undiciTarget({ ...request, path: 'http://api.openai.com/' })).toEqual({ host: 'api.openai.com', port: 80 })
  expect(undiciTarget({ ...request, origin: 'none', path: '/own' })).toBeUndefined()
})
