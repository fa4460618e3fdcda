import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RequestHeaders } from '../../../src/http/request-headers.ts'

const name = fc.oneof(
  fc.constantFrom('accept', 'Accept', 'cookie', 'COOKIE', 'X-Api-Key', 'content-type'),
  fc.string({ maxLength: 4 }),
)
const value = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: fc.constantFrom(' ', '\t', '\r', '\n', '\0', 'a', 'é', '\u0100', '\u00a0', ','), maxLength: 6 }),
)

/** The lines that are left after each was added, and whether it was refused. */
function added(headers: Headers | RequestHeaders, lines: ReadonlyArray<readonly [string, string]>): unknown {
  const refused = lines.map((line) => {
    try {
      headers.append(...line)
      return false
    } catch (error) {
      return error instanceof TypeError
    }
  })
  const each: string[] = []
  headers.forEach((value, name) => each.push(`${name}: ${value}`))
  return { refused, lines: [...headers], each, accept: headers.get('ACCEPT'), hasCookie: headers.has('Cookie') }
}

test('headers of requests are those of `Headers`: names, order, several values, blanks, and the texts that no header has', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 6 }), (lines) => {
      // An answer may have several of these, and a request has none.
      const sent = lines.filter(([name]) => name.toLowerCase() !== 'set-cookie')
      expect(added(new RequestHeaders(), sent)).toEqual(added(new Headers(), sent))
    }),
  )
})

test('a header is replaced, and taken away, whatever the case of its name', () => {
  const headers = new RequestHeaders()
  headers.append('Accept', 'text/html')
  headers.set('ACCEPT', ' application/json ')
  expect([...headers]).toEqual([['accept', 'application/json']])
  headers.delete('aCCept')
  expect([...headers]).toEqual([])
})
