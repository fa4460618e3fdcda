import { expect, test } from 'vitest'
import { Project, type Run } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const ask = `
import OpenAI from 'openai'
export async function ask(content) {
  const { choices } = await new OpenAI().chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content }] })
  return choices[0].message.content
}
export async function stream(content) {
  const answer = await new OpenAI().chat.completions.create({ model: 'gpt-5-mini', stream: true, messages: [{ role: 'user', content }] })
  const words = []
  for await (const { choices } of answer) words.push(choices[0].delta.content)
  return words
}
`
const env = { OPENAI_API_KEY: 'sk-test' }

/** Damages to a good cassette, each with the text of its error. */
const broken: Record<string, [change: (text: string) => string, reason: string]> = {
  empty: [() => '', 'the file is empty'],
  blank: [() => ' \n', 'the file is empty'],
  truncated: [(text) => text.slice(0, text.length / 2), 'not JSON: '],
  'not JSON': [() => 'hello', 'not JSON: '],
  'with conflict markers': [
    (text) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> branch\n`,
    'it holds Git conflict markers',
  ],
  null: [() => 'null', 'not a cassette of vitest-cassette'],
  'a list': [() => '[]', 'not a cassette of vitest-cassette'],
  foreign: [() => '{"log":{"version":"1.2","entries":[]}}', 'not a cassette of vitest-cassette'],
  newer: [
    (text) => text.replace('"version": 2', '"version": 3'),
    'version 3 is newer than this vitest-cassette reads (2)',
  ],
  'of version zero': [(text) => text.replace('"version": 2', '"version": 0'), 'version'],
  'without version': [(text) => text.replace('"version": 2,', ''), 'version'],
  'without interactions': [(text) => text.replace('"interactions"', '"interaction"'), 'interactions'],
  'with a wrong status': [
    (text) => text.replace('"status": 200', '"status": "fine"'),
    'interactions[0].response.status',
  ],
  'with an unknown body': [(text) => text.replace(/"json":(?![^]*"json":)/, '"yaml":'), 'interactions[0]'],
  'without response': [(text) => text.replace('"response"', '"answer"'), 'interactions[0]'],
}

const brokenFile = `
import { describe, expect, test } from 'vitest'
import { ask } from './ask.js'
describe('broken', () => test.each(${JSON.stringify(Object.keys(broken))})('%s', async (name) => {
  // An app that swallows every error.
  expect(await ask(name).catch(() => 'You said: ' + name)).toBe('You said: ' + name)
}))
`

const editedFile = `
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ask, stream } from './ask.js'
test('asks', async () => writeFileSync('asks.json', JSON.stringify(await ask('one two'))))
test('streams', async () => writeFileSync('streams.json', JSON.stringify(await stream('one two'))))
test('question', async () => writeFileSync('question.json', JSON.stringify(await ask(process.env.QUESTION))))
`

const names = [
  'with/slashes/in it',
  '../../../escape',
  '..',
  '.',
  '/absolute',
  'C:\\windows\\path',
  'back\\slash',
  '🎉 party 🎉',
  '🎉',
  '日本語のテスト',
  'x'.repeat(300),
  `${'x'.repeat(300)} other`,
  '語'.repeat(300),
  '???',
  '!!!',
  ' ',
  'CON',
  'nul.txt',
  'Aux',
  'same',
  'Same',
  'SAME!',
  'quote " and \' and `',
  'new\nline and \t tab and \u0000 nul',
  '__proto__',
  'constructor',
  '%00 %2e%2e%2f',
  '<b>:|?*"',
  'trailing dot.',
  'trailing space ',
  '[file]',
  'café',
  'cafe\u0301',
]

const namesFile = `
import { describe, expect, test } from 'vitest'
import { ask } from '../../ask.js'
const names = ${JSON.stringify(names)}
names.forEach((name, index) => test(name, async () => expect(await ask('by name ' + index)).toBe('You said: by name ' + index)))
for (const turn of [1, 2, 3]) test('twice', async () => expect(await ask('turn ' + turn)).toBe('You said: turn ' + turn))
for (const name of ['..', 'suite', 'suite/']) describe(name, () => {
  test('in a suite', async () => expect(await ask('in ' + name)).toBe('You said: in ' + name))
})
test.each([[1], [2]])('number %i', async (number) => expect(await ask('number ' + number)).toBe('You said: number ' + number))
`

test('cassettes that are broken, edited by hand, and of tests with any name', async () => {
  const project = new Project({
    'ask.js': ask,
    'broken.test.js': brokenFile,
    'edited.test.js': editedFile,
    'deep/er/[id] odd & name.test.js': namesFile,
  })
  const provider = await chatProvider()
  const before = outside(project)
  const brokenNames = Object.keys(broken)
  const namedCount = names.length + 3 + 3 + 2
  const count = brokenNames.length + 3 + namedCount
  const recorded = await project.vitest(['--mode', 'record'], {
    env: { ...env, UPSTREAM: provider.url, QUESTION: 'first' },
  })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(count)

  // Tests with any name, and two with one, have a cassette each inside the folder.
  const files = project
    .files('__cassettes__')
    .filter((file) => !/^__cassettes__\/(broken|edited)\.test\.js\//.test(file))
  expect(files).toHaveLength(namedCount)
  for (const file of files) {
    expect(file).toMatch(/^__cassettes__\/deep\/er\/\[id\] odd & name\.test\.js\/[^/]+\.json$/)
    const name = file.slice(file.lastIndexOf('/') + 1)
    expect(Buffer.byteLength(name)).toBeLessThan(256)
    expect(name).not.toMatch(/[<>:"|?*\\\u0000-\u001f]|[. ]\.json$|^(con|prn|aux|nul|com\d|lpt\d)\./i)
  }
  expect(new Set(files.map((file) => file.normalize('NFC').toLowerCase())).size).toBe(namedCount)
  expect(outside(project)).toEqual([...before, 'report.json', 'asks.json', 'streams.json', 'question.json'].sort())

  // Cassettes that are edited by hand.
  expect(project.json('streams.json')).toEqual(['You ', 'said: ', 'one ', 'two'])
  const edit = (name: string, from: string, to: string): void => {
    const path = `__cassettes__/edited.test.js/${name}.json`
    expect(project.read(path)).toContain(from)
    // Saved by an editor on Windows, with a byte order mark, and without the line break at the end.
    project.write(path, `\ufeff${project.read(path).replace(from, to).trimEnd().replaceAll('\n', '\r\n')}`)
  }
  const long = `You said: ${'a much longer answer, '.repeat(50)}é`
  edit('asks', 'You said: one two', long)
  edit('streams', '"said: "', '"said something much longer than before: "')
  edit('question', '"content": "first"', '"content": "edited"')

  // Cassettes that cannot be understood.
  const path = (name: string): string => `__cassettes__/broken.test.js/broken--${name.replaceAll(' ', '-')}.json`
  const changed = new Map(brokenNames.map((name) => [name, broken[name]![0](project.read(path(name)))]))
  for (const [name, text] of changed) {
    expect(text, name).not.toBe(project.read(path(name)))
    project.write(path(name), text)
  }
  const expectRefused = (run: Run): void => {
    for (const name of brokenNames) {
      expect(run.tests[`broken > ${name}`]?.status, name).toBe('failed')
      const [error] = run.tests[`broken > ${name}`]!.errors
      expect(error).toContain(`CassetteFormatError: Cannot read ${path(name)}`)
      expect(error).toContain(broken[name]![1])
      expect(project.read(path(name))).toBe(changed.get(name))
    }
    // Neither they nor any other are asked for again.
    expect(provider.requests).toHaveLength(count)
  }

  const upstream = { ...env, UPSTREAM: provider.url }
  const replayed = await project.vitest([], { env: { ...upstream, QUESTION: 'edited' } })
  expectRefused(replayed)
  const failed = Object.keys(replayed.tests).filter((name) => replayed.tests[name]!.status !== 'passed')
  expect(failed.sort(), replayed.output).toEqual(brokenNames.map((name) => `broken > ${name}`).sort())
  expect(replayed.output).toContain(`Calls  ${namedCount + 3} offline`)
  expect(project.json('asks.json')).toBe(long)
  expect(project.json('streams.json')).toEqual(['You ', 'said something much longer than before: ', 'one ', 'two'])
  expect(project.json('question.json')).toBe('You said: first')

  // One of the tests with a name alone finds the same file.
  const again = await project.vitest(['--mode', 'record', '-t', 'broken|number 2'], { env: upstream })
  expectRefused(again)
  expect(again.tests['number 2']?.status).toBe('passed')
  expect(again.output).toContain('Calls  1 offline')

  expectRefused(await project.vitest(['--mode', 'refresh', 'broken.test.js'], { env: upstream }))
})

function outside(project: Project): string[] {
  return project.files('.').filter((path) => !/^(__cassettes__|node_modules|\.vitest-cassette)\//.test(path))
}
