import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { cassetteJsonSchema } from '../../../scripts/cassette-json-schema.ts'
import { serializeCassette } from '../../../src/format/serialize.ts'
import { streamed, streams, tokens } from './layout/long-streams.ts'

const repository = resolve(import.meta.dirname, '../../..')
const schema = z.fromJSONSchema(JSON.parse(cassetteJsonSchema()))
const url = 'https://api.openai.com/v1/chat/completions'

function issuesOf(text: string): unknown {
  return schema.safeParse(JSON.parse(text)).error?.issues
}

test('the JSON Schema accepts cassettes of both versions', () => {
  expect(issuesOf(readFileSync(join(import.meta.dirname, 'version-1/every-form.json'), 'utf8'))).toBeUndefined()
  for (const stream of Object.values(streams)) {
    const text = serializeCassette({ file: 'a.test.ts' }, [streamed(url, stream({ seed: 1, said: tokens }), 1)])
    expect(text).toContain('"every"')
    expect(issuesOf(text)).toBeUndefined()
  }
  const folder = join(repository, '__cassettes__')
  const recorded = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
  expect(recorded.length).toBeGreaterThan(3)
  for (const name of recorded) expect(issuesOf(readFileSync(join(folder, name), 'utf8')), name).toBeUndefined()
})

test.each([
  ['an unknown member', '"version": 2', '"version": 2, "more": 1'],
  ['a newer version', '"version": 2', '"version": 3'],
  ['a body of no form', '"sse": [', '"events": ['],
  ['a status as text', '"status": 200', '"status": "200"'],
  ['an event with an unknown field', '{"data":"[DONE]"}', '{"data":"[DONE]","more":1}'],
])('it refuses %s', (_, good, bad) => {
  const text = serializeCassette({ file: 'a.test.ts' }, [
    streamed(url, streams['OpenAI chat']!({ seed: 1, said: tokens }), 1),
  ])
  expect(text).toContain(good)
  expect(issuesOf(text.replace(good, bad))).toBeDefined()
})

test('the package has it where the docs say', () => {
  const page = readFileSync(join(repository, 'docs/cassette-format.md'), 'utf8')
  const [, file = ''] = /"url": "\.\/node_modules\/vitest-cassette\/(.*)"/.exec(page) ?? []
  expect(readFileSync(join(repository, file), 'utf8')).toBe(cassetteJsonSchema())
})
