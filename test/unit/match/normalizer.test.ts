import { expect, test } from 'vitest'
import { differencesOf } from '../../../src/match/nearest/differences.ts'
import { comparable } from '../../../src/match/view/comparable.ts'
import type { RequestView } from '../../../src/match/view/request-view.ts'
import { runNormalizer } from '../../../src/match/normalize/normalizer.ts'

const view: RequestView = { method: 'POST', url: 'https://api.example.com/v1', headers: {}, body: { json: 1 } }
const describe = () => ({ call: 'POST api.example.com/v1', text: '' })

function resultOf(change: object): RequestView {
  return runNormalizer({ name: 'odd', run: (request) => ({ ...request, ...change }) as never }, view, describe)
}

test.each<[object, string]>([
  [{ method: 5 }, 'method is not a text'],
  [{ url: new URL('https://x.example').searchParams }, 'url is not a text'],
  [{ headers: undefined }, 'headers are not an object of names and texts'],
  [{ headers: ['x'] }, 'headers are not an object of names and texts'],
  [{ headers: { x: 1 } }, 'headers.x is not a text'],
  [{ body: null }, 'body is none of { json }, { ndjson }, { text }, { form }, { multipart }, { sha256 }'],
  [{ body: 'text' }, 'body is none of'],
  [{ body: { json: undefined } }, 'body is none of'],
  [{ body: { foo: 1 } }, 'body is none of'],
  [{ body: { toString: 1 } }, 'body is none of'],
  [{ body: { json: 1, text: 'x' } }, 'body is none of'],
  [{ body: { ndjson: {} } }, 'body.ndjson is not a list of values'],
  [{ body: { text: 5 } }, 'body.text is not a text'],
  [{ body: { form: { a: '1' } } }, 'body.form is not a list of pairs of texts, [name, value]'],
  [{ body: { form: [['a', 1]] } }, 'body.form is not a list of pairs of texts'],
  [{ body: { multipart: {} } }, 'body.multipart is not a list of parts, { headers, body }'],
  [{ body: { multipart: ['x'] } }, 'body.multipart[0] is not a part: { headers, body }'],
  [{ body: { multipart: [{ headers: {} }] } }, 'body.multipart[0].headers is not a list of pairs of texts'],
  [{ body: { multipart: [{ headers: [], body: { text: 1 } }] } }, 'body.multipart[0].body.text is not a text'],
  [{ body: { sha256: 1 } }, 'body.sha256 is not a text'],
])('a normalizer that returns %j: the error names the wrong place', (change, where) => {
  expect(() => resultOf(change)).toThrow(
    expect.objectContaining({
      code: 'CASSETTE_NORMALIZER',
      message: expect.stringContaining(`returned a request, but its ${where}`),
    }),
  )
})

test.each<[object]>([
  [{ body: undefined }],
  [{ body: { json: null } }],
  [{ body: { ndjson: [1, null] } }],
  [{ body: { text: '' } }],
  [{ body: { form: [['a', '1']] } }],
  [
    {
      body: {
        multipart: [
          { headers: [['content-disposition', 'form-data; name="a"']], body: { text: 'x' } },
          { headers: [] },
        ],
      },
    },
  ],
  [{ body: { sha256: 'ab' } }],
  [{ headers: { 'anthropic-beta': 'a' } }],
])('%j is a request', (change) => {
  expect(resultOf(change)).toEqual({ ...view, ...change })
})

test.each(['/v1/search?a=1', 'http://localhost:[port]/v1/search?a=1'])(
  '%s is compared, although no client could ask it',
  (url) => {
    const [asked, recorded] = [url, url.replace('a=1', 'a=2')].map((text) => comparable(resultOf({ url: text })))
    expect(differencesOf(asked!, recorded!)).toEqual([{ path: '?a', change: 'changed', recorded: '2', asked: '1' }])
  },
)
