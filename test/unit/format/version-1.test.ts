import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unpackBody } from '../../../src/body/pack.ts'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { parseCassette } from '../../../src/format/parse.ts'
import { serializeCassette } from '../../../src/format/serialize.ts'

/** A file that the first version wrote. Each request has the bytes of its answer, to compare with. */
const text = readFileSync(join(import.meta.dirname, 'version-1/every-form.json'), 'utf8')

function bytesIn({ request, response }: Interaction): readonly [asked: string, answered: string] {
  return [request.body, response?.body].map((body) => Buffer.from(unpackBody(body!)).toString('latin1')) as [
    string,
    string,
  ]
}

test('a cassette of version 1 is read, and each answer has the bytes that were recorded', () => {
  const { version, interactions } = parseCassette(text, 'a.json')
  expect(version).toBe(1)
  expect(interactions).toHaveLength(10)
  for (const interaction of interactions) {
    const [expected, bytes] = bytesIn(interaction)
    expect(bytes).toBe(expected)
  }
})

test('it means the same when it is written again, in version 2', () => {
  const { test: owner, interactions } = parseCassette(text, 'a.json')
  const written = serializeCassette(owner, interactions)
  const again = parseCassette(written, 'a.json')
  expect(again.version).toBe(2)
  expect(JSON.stringify(again.interactions)).toBe(JSON.stringify(interactions))
  expect(written.split('\n').length).toBeLessThan(text.split('\n').length)
})
