import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { parseCassette } from '../../../src/format/parse.ts'
import { serializeCassette } from '../../../src/format/serialize.ts'
import { interaction } from '../support/arbitrary.ts'
import { answered } from '../support/interactions.ts'

const owner = { file: 'test/agent.test.ts', name: 'agent > books a table' }

function survives(interactions: readonly Interaction[]): void {
  const text = serializeCassette(owner, interactions)
  const document = parseCassette(text, 'a.json')
  // Compared as text too: `toEqual` takes a `__proto__` key for the prototype.
  expect(JSON.stringify(sorted(document.interactions))).toBe(JSON.stringify(sorted(interactions)))
  expect(serializeCassette(document.test, document.interactions)).toBe(text)
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  )
}

test('any interactions come back from a file and give the same bytes', () => {
  fc.assert(fc.property(fc.array(interaction, { maxLength: 3 }), survives), { numRuns: 300 })
})

test('a file is readable: header first, whole, indented, ending in a line break', () => {
  const long = answered('a', 'x'.repeat(120), {
    headers: { 'content-type': 'text/plain' },
    chunks: [
      [1, 60],
      [2, 60],
    ],
  })
  expect(serializeCassette(owner, [long])).toBe(`{
  "format": "vitest-cassette",
  "version": 2,
  "test": { "file": "test/agent.test.ts", "name": "agent > books a table" },
  "interactions": [
    {
      "lane": "main",
      "recordedAt": "2026-01-02T03:04:05.678Z",
      "request": { "method": "POST", "url": "https://api.openai.com/v1/chat/completions", "body": { "text": "a" } },
      "response": {
        "status": 200,
        "headers": { "content-type": "text/plain" },
        "body": {
          "text": "${'x'.repeat(120)}"
        },
        "chunks": [[1, 60], [2, 60]]
      }
    }
  ]
}
`)
})

test('the order in which fields were set does not change a byte', () => {
  const { lane, recordedAt, request, response } = answered('a', 'b', { statusText: 'Fine', chunks: [[0, 1]] })
  const turned = {
    response: Object.fromEntries(Object.entries(response!).reverse()),
    request,
    recordedAt,
    lane,
  } as unknown as Interaction
  expect(serializeCassette(owner, [turned])).toBe(
    serializeCassette({ name: owner.name, file: owner.file }, [
      answered('a', 'b', { statusText: 'Fine', chunks: [[0, 1]] }),
    ]),
  )
})

test('empty headers are not written, and the cassette of a file has no name', () => {
  const text = serializeCassette({ file: 'a.test.ts' }, [answered('a', 'b', { headers: {} })])
  expect(text).not.toContain('headers')
  expect(parseCassette(text, 'a.json').test).toEqual({ file: 'a.test.ts' })
})

test('a `__proto__` key in bodies and headers is data', () => {
  const json = JSON.parse('{"__proto__":{"polluted":1},"list":[{"__proto__":2}]}') as unknown
  const headers = JSON.parse('{"__proto__":"x"}') as Record<string, string>
  const text = serializeCassette(owner, [answered('a', '', { headers, body: { json } })])
  const [read] = parseCassette(text, 'a.json').interactions
  expect(JSON.stringify(read?.response?.headers)).toBe('{"__proto__":"x"}')
  expect(JSON.stringify(read?.response?.body)).toBe('{"json":{"__proto__":{"polluted":1},"list":[{"__proto__":2}]}}')
  expect('polluted' in {}).toBe(false)
  survives([answered('a', '', { headers, body: { json } })])
})

test('500 levels of nesting come back', () => {
  const nested = JSON.parse('['.repeat(500) + ']'.repeat(500)) as unknown
  survives([answered('a', '', { body: { json: nested } })])
})

test('10,000 interactions come back', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => answered(`question ${index}`, `answer ${index}`))
  expect(parseCassette(serializeCassette(owner, many), 'a.json').interactions).toEqual(many)
})
