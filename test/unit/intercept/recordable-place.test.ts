import { expect, test } from 'vitest'
import { recordablePlace } from '../../../src/intercept/recordable-place.ts'

test('a host that serves the weights of models is no place of a provider, and its router is', () => {
  expect(isPlace('huggingface.co:443')).toBe(false)
  expect(isPlace('router.huggingface.co:443')).toBe(true)
  expect(isPlace('huggingface.co:443', { include: ['huggingface.co'] })).toBe(true)
})

test('a pattern that names no port counts on the ports of HTTP alone, where it is about this machine or everything', () => {
  expect(isPlace('db.example.com:5432', { include: ['*'] })).toBe(false)
  expect(isPlace('db.example.com:443', { include: ['*'] })).toBe(true)
  expect(isPlace('localhost:5432', { include: ['localhost'] })).toBe(false)
  expect(isPlace('localhost:5432', { include: ['localhost:5432'] })).toBe(true)
  expect(isPlace('llm.example.com:8000', { include: ['*.example.com'] })).toBe(true)
  expect(isPlace('llm.example.com:8000', { include: ['*.example.com'], exclude: ['llm.example.com'] })).toBe(false)
})

function isPlace(
  place: string,
  { include = [], exclude = [] }: { include?: string[]; exclude?: string[] } = {},
): boolean {
  const [host = '', port] = place.split(':')
  return recordablePlace({ include, exclude })({ host, port: Number(port) })
}
