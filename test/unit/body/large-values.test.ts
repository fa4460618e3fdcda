import { hash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  attachValues,
  detachValues,
  isStandIn,
  largestInline,
  namesOfLargeValues,
  withoutLargeValue,
} from '../../../src/body/large-values.ts'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'

const bytes = randomBytes(largestInline + 1)
const name = `${hash('sha256', bytes)}.bin`
const text = bytes.toString('base64')

function detached(body: StoredBody): { readonly body: StoredBody; readonly files: ReadonlyMap<string, Buffer> } {
  const files = new Map<string, Buffer>()
  return { body: detachValues(body, (file, content) => files.set(file, content)), files }
}

test('a large base64 value leaves a text that names its file, and its place', () => {
  const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${text}` } }
  const { body, files } = detached({ json: { messages: [{ content: [image] }] }, layout: { tail: '\n' } })
  const url = `data:image/png;base64,[base64 of ${name}]`
  expect(body).toEqual({
    json: { messages: [{ content: [{ type: 'image_url', image_url: { url } }] }] },
    layout: { tail: '\n' },
    files: [['json', 'messages', 0, 'content', 0, 'image_url', 'url']],
  })
  expect([...files]).toEqual([[name, bytes]])
  expect(namesOfLargeValues(body)).toEqual([name])
  expect(isStandIn(url)).toBe(true)
})

test.each<[string, string, string]>([
  ['base64 of URLs', bytes.toString('base64url'), `[base64url of ${name}]`],
  ['base64', text, `[base64 of ${name}]`],
])('%s has a notation of its own', (_, value, standIn) => {
  expect(withoutLargeValue(value)).toBe(standIn)
})

test.each<[string, string]>([
  ['64 KiB', bytes.subarray(1).toString('base64')],
  ['base64 in lines', text.replaceAll(/(.{76})/g, '$1\n')],
  ['base64 without its padding', text.replace(/=+$/, '')],
  ['prose', 'A sentence of seven words is not base64. '.repeat(3_000)],
  ['base64 that holds a placeholder', Buffer.from(`${bytes.toString('latin1')}[REDACTED:key]`).toString('base64')],
])('%s stays in the cassette', (_, value) => {
  expect(withoutLargeValue(value) === value).toBe(true)
})

test('a text that looks like the name of a file stays a text', () => {
  const json = [`[base64 of ${name}]`, text]
  const { body, files } = detached({ json })
  expect(body).toEqual({ json: [json[0], json[0]], files: [['json', 1]] })
  const read = (file: string): string => files.get(file)?.toString('base64') ?? ''
  expect(attachValues(body, read)).toEqual({ attached: { json } })
})

test('a place that leads to no name of a file is told', () => {
  const read = (): string => text
  expect(attachValues({ json: ['a'], files: [['json', 0]] }, read)).toMatchObject({ lost: '["json",0]' })
  expect(attachValues({ json: [`[base64 of ${name}]`], files: [['json', 1]] }, read)).toMatchObject({
    lost: '["json",1]',
  })
})

test('any JSON with large values comes back unchanged', () => {
  const large = fc
    .tuple(fc.constantFrom('', 'data:image/png;base64,'), fc.constantFrom('base64', 'base64url'), fc.nat(3))
    .map(([head, notation, more]) => head + randomBytes(largestInline + 1 + more).toString(notation as 'base64'))
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      large,
      fc.constant(null),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('tree'), { maxKeys: 3 }),
    ),
  }))
  const form = fc.constantFrom('json', 'ndjson', 'sse')
  fc.assert(
    fc.property(tree, form, (value, name) => {
      const whole = { [name]: name === 'json' ? value : [{ data: value }] } as unknown as StoredBody
      const { body, files } = detached(whole)
      expect(JSON.stringify(body).length < largestInline).toBe(true)
      const read = (file: string, notation: BufferEncoding): string => files.get(file)!.toString(notation)
      const { attached, lost } = attachValues(JSON.parse(JSON.stringify(body)) as StoredBody, read)
      expect(lost).toBeUndefined()
      expect(JSON.stringify(attached) === JSON.stringify(whole)).toBe(true)
    }),
    { numRuns: 60 },
  )
})
