import { describe, expect, test } from 'vitest'
import { URLPattern as Polyfill } from 'urlpattern-polyfill'
import { connectionTarget, isLocal } from '../../../src/http/connection-target.ts'
import { recordable } from '../../../src/intercept/recordable.ts'
import { issueOfUrlPattern, urlMatcher } from '../../../src/http/url-patterns.ts'

const native = (globalThis as { URLPattern?: unknown }).URLPattern

describe.each([
  ['the platform', native],
  ['the polyfill', Polyfill],
])('URL patterns of %s', (_, implementation) => {
  const matches = (pattern: string, url: string): boolean => {
    const scope = globalThis as { URLPattern?: unknown }
    scope.URLPattern = implementation
    try {
      return urlMatcher([pattern])(new URL(url).href)
    } finally {
      scope.URLPattern = native
    }
  }

  test.each([
    ['*', 'https://anything.example/x?y=1'],
    ['api.example.com', 'https://api.example.com/'],
    ['api.example.com', 'http://api.example.com:8080/v1?x=1'],
    ['API.Example.com', 'https://api.example.com/'],
    ['*.example.com', 'https://a.b.example.com/x'],
    ['localhost:8080', 'http://localhost:8080/x?y=1'],
    ['localhost', 'http://localhost:1234/'],
    ['localhost:*', 'http://localhost:1234/'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/'],
    ['[::1]:8080', 'http://[::1]:8080/'],
    ['[::1]', 'http://[::1]:9/'],
    ['api.example.com:443', 'https://api.example.com/'],
    ['api.example.com:80', 'http://api.example.com/'],
    ['https://api.example.com/v2/*', 'https://api.example.com/v2/chat?x=1'],
    ['https://api.example.com/v2/*', 'https://api.example.com/v2/chat'],
    ['https://api.example.com', 'https://api.example.com/'],
    ['https://api.example.com', 'https://api.example.com/v1?x=1'],
    ['https://api.example.com/', 'https://api.example.com/?x=1'],
    ['https://*.example.com/*', 'https://a.example.com/x'],
    ['http://localhost:8080/*', 'http://localhost:8080/x'],
    ['*://api.example.com/*', 'http://api.example.com/x'],
  ])('%s matches %s', (pattern, url) => {
    expect(matches(pattern, url)).toBe(true)
  })

  test.each([
    ['api.example.com', 'https://api.example.com.evil.example/'],
    ['api.example.com', 'https://xapi.example.com/'],
    ['api.example.com', 'https://other.example/?api.example.com'],
    ['*.example.com', 'https://example.com/'],
    ['localhost:8080', 'http://localhost:8081/'],
    ['api.example.com:443', 'http://api.example.com/'],
    ['https://api.example.com/v2/*', 'https://api.example.com/v1/chat'],
    ['https://api.example.com/v2/*', 'http://api.example.com/v2/chat'],
    ['http://localhost:8080/*', 'http://localhost:8081/x'],
  ])('%s does not match %s', (pattern, url) => {
    expect(matches(pattern, url)).toBe(false)
  })

  test.each(['https://[/', 'https://(bad', '(bad', 'api.example.com/v2/*', '10.0.0.0/8'])(
    '%s is not a pattern',
    (pattern) => {
      expect(() => matches(pattern, 'https://x.example/')).toThrow(TypeError)
      expect(issueOfUrlPattern(pattern)).toContain(`"${pattern}" is no URL pattern: `)
    },
  )
})

test.each([
  ['a provider', 'GET', 'https://api.openai.com/v1/models', [], [], true],
  ['a path of a provider elsewhere', 'POST', 'https://llm.example/v1/chat/completions', [], [], true],
  ['the same with GET', 'GET', 'https://llm.example/v1/chat/completions', [], [], false],
  ['anything else', 'POST', 'https://x.example/orders', [], [], false],
  ['a server of this machine', 'POST', 'http://localhost:3000/v1/chat/completions', [], [], false],
  ['the same by number', 'POST', 'http://127.0.0.1:3000/v1/messages', [], [], false],
  ['Ollama', 'POST', 'http://localhost:11434/api/chat', [], [], true],
  ['what is included', 'GET', 'https://x.example/orders', ['x.example'], [], true],
  [
    'a server of this machine that is included',
    'POST',
    'http://localhost:3000/v1/messages',
    ['localhost:3000'],
    [],
    true,
  ],
  ['what is excluded', 'POST', 'https://api.openai.com/v1/responses', [], ['api.openai.com'], false],
  ['what is both', 'POST', 'https://x.example/orders', ['*'], ['https://x.example/*'], false],
])('%s: %s %s', (_, method, url, include, exclude, expected) => {
  expect(recordable({ include, exclude })(method, new URL(url)) !== 'never').toBe(expected)
})

test.each<[string, unknown[], object | undefined]>([
  ['a port', [80], { host: 'localhost', port: 80 }],
  ['a port as text and a host', ['443', 'x.example', () => {}], { host: 'x.example', port: 443 }],
  ['options', [{ host: 'x.example', port: 443 }], { host: 'x.example', port: 443 }],
  ['normalized arguments', [[{ host: 'x.example', port: '443' }, null]], { host: 'x.example', port: 443 }],
  [
    'options of an HTTP agent, with the path of the request',
    [{ host: 'x.example', port: 443, path: '/v1' }],
    { host: 'x.example', port: 443 },
  ],
  ['a pipe', ['/tmp/socket'], undefined],
  ['a pipe in options', [{ path: '/tmp/socket' }], undefined],
])('the target of a connection, from %s', (_, args, target) => {
  expect(connectionTarget(args)).toEqual(target)
})

test('the host decides whether a connection is local', () => {
  expect([
    isLocal({ host: '127.0.0.1', port: 1 }),
    isLocal({ host: '::1', port: 1 }),
    isLocal({ host: 'x.example', port: 1 }),
  ]).toEqual([true, true, false])
})
