import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { Interaction } from '../../src/cassette/interaction.ts'
import { serializeCassette } from '../../src/format/serialize.ts'
import { Project } from '../support/project.ts'

const tests = `
import { expect } from 'vitest'
import { configureCassette, test } from 'vitest-cassette'

test('option', () => {
  configureCassette({ clok: 'recorded' } as object)
})
test('limit', ({ cassette }) => {
  expect(cassette).toStayWithin({ call: 1 } as object)
})
test('the same limit', ({ cassette }) => {
  expect(cassette).toStayWithin({ call: 1 } as object)
})
test('the same limit, later', async ({ cassette }) => {
  await null
  expect(cassette).toStayWithin({ call: 1 } as object)
})
test('kind of call', ({ cassette }) => {
  expect(cassette).toHaveCalled({ modle: 'gpt-5' } as object)
})
test('tools', ({ cassette }) => {
  expect(cassette).toHaveUsedTools('search' as never)
})
test('no cassette', () => {
  expect({}).toHaveUsedTools([])
})
test('lane', ({ cassette }) => {
  cassette.lane('', () => {})
})
test('wrap without a name', ({ cassette }) => {
  cassette.wrap('', async () => 1)
})
test('wrap without a function', async ({ cassette }) => {
  await cassette.wrap('grade')().catch(() => {})
})
test('wrap of a date', async ({ cassette }) => {
  const grade = cassette.wrap('grade', async (when: Date) => when)
  await Promise.all([grade(new Date())]).catch(() => {})
})
test('wrap that gives a date', async ({ cassette }) => {
  const grade = cassette.wrap('grade', async () => new Date())
  await grade().catch(() => {})
})
test('step', async ({ cassette }) => {
  await null
  const closed = () => Promise.reject(new Error('closed'))
  await cassette.step('book', { failureMessage: 'none' }, closed)
})
`

/** The call of each test that its error is about. */
const calls = {
  option: 'configureCassette({ clok',
  limit: 'toStayWithin(',
  'the same limit': 'toStayWithin(',
  'the same limit, later': 'toStayWithin(',
  'kind of call': 'toHaveCalled(',
  tools: 'toHaveUsedTools(',
  'no cassette': 'toHaveUsedTools(',
  lane: "lane('",
  'wrap without a name': 'wrap(',
  'wrap without a function': "wrap('grade')()",
  'wrap of a date': 'grade(new',
  'wrap that gives a date': 'grade().catch',
  step: 'step(',
}

test('an error about a call of the user shows the line of that call, and three equal mistakes are three errors', async () => {
  const project = new Project({ 'lines.test.ts': tests })
  const { output } = await project.vitest(['--mode', 'record'])
  const lines = tests.split('\n')
  const shown = Object.fromEntries(
    stripVTControlCharacters(output)
      .split(/^ FAIL {2}lines\.test\.ts > /m)
      .slice(1)
      .map((block) => [block.split('\n', 1)[0], { line: lineOf(block), code: codeOf(block) }]),
  )
  const expected = Object.entries(calls).map(([name, call]) => {
    const start = lines.findIndex((line) => line.startsWith(`test('${name}',`))
    const index = lines.findIndex((line, at) => at > start && line.includes(call))
    return [name, { line: index + 1, code: lines[index] }]
  })
  expect(shown).toEqual(Object.fromEntries(expected))
})

const asking = `
import { request } from 'undici'
import { test } from 'vitest'
import 'vitest-cassette'

const url = 'https://api.openai.com/v1/chat/completions'
const body = JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Hi' }] })
const post = (given: BodyInit) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: given, duplex: 'half' })

test('a text', async () => {
  await null
  await fetch(url, post(body)) // asks
})
test('a stream', async () => {
  await null
  await fetch(url, post(new Blob([body]).stream())) // asks
})
test('a Request', async () => {
  await fetch(new Request(url, post(body))) // asks
})
test('nothing', async () => {
  await fetch('https://api.openai.com/v1/models') // asks
})
test('by undici', async () => {
  await request(url, { ...post(''), body }) // asks
})
test('again', async () => {
  await fetch(url, post(body))
  await fetch(url, post(body)) // asks
})
test('at once', async () => {
  const again = () => fetch(url, post(body)) // asks
  await Promise.all([fetch(url, post(body)), again()])
})
`

const answered: Interaction = {
  lane: 'main',
  recordedAt: '2026-01-01T00:00:00.000Z',
  request: {
    method: 'POST',
    url: 'https://api.openai.com/v1/chat/completions',
    headers: { 'content-type': 'application/json' },
    body: { json: { model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Hi' }] } },
  },
  response: { status: 200, headers: { 'content-type': 'application/json' }, body: { json: {} } },
}

test('a request without an answer shows the line that makes it, however it is made', async () => {
  const cassettes = Object.fromEntries(
    ['again', 'at-once', 'nothing'].map((name) => [
      `__cassettes__/asking.test.ts/${name}.json`,
      serializeCassette({ file: 'asking.test.ts', name: name.replace('-', ' ') }, [answered]),
    ]),
  )
  const project = new Project({ 'asking.test.ts': asking, ...cassettes })
  const { output } = await project.vitest()
  const lines = asking.split('\n').flatMap((line, index) => (line.endsWith('// asks') ? [index + 1] : []))
  const shown = [...stripVTControlCharacters(output).matchAll(/^ {2}asked at {3}asking\.test\.ts:(\d+)$/gm)]
  expect(shown.map(([, line]) => Number(line))).toEqual(lines)
})

/** Number of the first line that a block of Vitest's report leads to. */
function lineOf(block: string): number {
  return Number(/^ ❯ (?:.* )?lines\.test\.ts:(\d+):\d+$/m.exec(block)?.[1])
}

/** The line of code that a block points at. */
function codeOf(block: string): string | undefined {
  return /^ +\d+\| (.*)\n +\| +\^$/m.exec(block)?.[1]
}
