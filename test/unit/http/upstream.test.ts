import { expect, test } from 'vitest'
import { redirectedHeaders, redirectOf } from '../../../src/http/upstream.ts'

const own = 'https://api.openai.com/v1/chat?a=b%20c'

test.each([
  ['no upstream', {}, undefined],
  ['another origin', { 'https://api.openai.com': 'https://gw.example' }, 'https://gw.example/v1/chat?a=b%20c'],
  [
    'another origin with a path',
    { 'https://api.openai.com': 'https://gw.example/openai' },
    'https://gw.example/openai/v1/chat?a=b%20c',
  ],
  [
    'a path with a slash at the end',
    { 'https://api.openai.com': 'http://localhost:1/x/' },
    'http://localhost:1/x/v1/chat?a=b%20c',
  ],
  ['all origins', { '*': 'https://gw.example' }, 'https://gw.example/v1/chat?a=b%20c'],
  [
    'its own before all',
    { '*': 'https://all.example', 'https://api.openai.com': 'https://own.example' },
    'https://own.example/v1/chat?a=b%20c',
  ],
  ['a query of its own', { '*': 'https://gw.example/x?team=1' }, 'https://gw.example/x/v1/chat?team=1&a=b%20c'],
  ['its own origin', { '*': 'https://api.openai.com' }, undefined],
  ['that of others', { 'https://api.anthropic.com': 'https://gw.example' }, undefined],
])('with %s, a call goes to its upstream', (_, upstream, url) => {
  expect(redirectOf(own, upstream as Record<string, string>)?.url.href).toBe(url)
})

test('a call that goes elsewhere says where it comes from', () => {
  const upstream = { '*': 'https://gw.example' }
  expect(redirectOf(own, upstream)?.headers).toEqual({ 'x-cassette-origin': 'https://api.openai.com' })
  expect(redirectOf(own, upstream, 'a.test.ts > asks für 100 %')?.headers).toEqual({
    'x-cassette-origin': 'https://api.openai.com',
    'x-cassette-test': 'a.test.ts%20%3E%20asks%20f%C3%BCr%20100%20%25',
  })
})

test('a call that goes elsewhere keeps its own headers, but for those that name its first address and its proxy', () => {
  const headers = new Map([
    ['Host', 'api.openai.com'],
    ['X-Own', '1'],
    ['x-own', '2'],
    ['Accept-Encoding', 'br'],
    ['Proxy-Authorization', 'Basic c2VjcmV0'],
    ['X-Cassette-Origin', 'made up'],
    ['Content-Length', '2'],
  ])
  const redirected = redirectedHeaders([...headers].flat(), redirectOf(own, { '*': 'http://gw.example:8080/x' })!)
  expect(redirected.join(' ')).toBe(
    'Host gw.example:8080 X-Own 1 x-own 2 Accept-Encoding br Content-Length 2 x-cassette-origin https://api.openai.com',
  )
})
