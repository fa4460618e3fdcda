import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
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

/** What is done to a good cassette, and what the error says of it. */
const broken: Record<string, [change: (text: string) => string, reason: string]> = {
  empty: [() => '', 'the file is empty'],
  blank: [() => ' \n', 'the file is empty'],
  truncated: [(text) => text.slice(0, text.length / 2), 'not JSON: '],
  'not JSON': [() => 'hello', 'not JSON: '],
  'with conflict markers': [(text) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> branch\n`, 'it holds Git conflict markers'],
  null: [() => 'null', 'not a cassette of vitest-cassette'],
  'a list': [() => '[]', 'not a cassette of vitest-cassette'],
  foreign: [() => '{"log":{"version":"1.2","entries":[]}}', 'not a cassette of vitest-cassette'],
  newer: [(text) => text.replace('"version": 1', '"version": 2'), 'version 2 is newer than this vitest-cassette reads (1)'],
  'of version zero': [(text) => text.replace('"version": 1', '"version": 0'), 'version'],
  'without version': [(text) => text.replace('"version": 1,', ''), 'version'],
  'without interactions': [(text) => text.replace('"interactions"', '"interaction"'), 'interactions'],
  'with a wrong status': [(text) => text.replace('"status": 200', '"status": "fine"'), 'interactions[0].response.status'],
  'with an unknown body': [(text) => text.replace(/"json":(?![^]*"json":)/, '"yaml":'), 'interactions[0]'],
  'without response': [(text) => text.replace('"response"', '"answer"'), 'interactions[0]'],
}

test('a cassette that cannot be understood is an error, in every mode, and is never overwritten', async () => {
  const names = Object.keys(broken)
  const project = new Project({
    'ask.js': ask,
    'broken.test.js': `
import { expect, test } from 'vitest'
import { ask } from './ask.js'
test.each(${JSON.stringify(names)})('%s', async (name) => {
  // An app that swallows every error.
  expect(await ask(name).catch(() => 'You said: ' + name)).toBe('You said: ' + name)
})
`,
  })
  const provider = await chatProvider()
  await project.vitest(['--mode', 'record'], { env: { ...env, UPSTREAM: provider.url } })
  expect(provider.requests).toHaveLength(names.length)
  const path = (name: string): string => `__cassettes__/broken.test.js/${name.replaceAll(' ', '-')}.json`
  const changed = new Map(names.map((name) => [name, broken[name]![0](project.read(path(name)))]))
  for (const [name, text] of changed) {
    expect(text, name).not.toBe(project.read(path(name)))
    project.write(path(name), text)
  }
  for (const args of [[], ['--mode', 'record'], ['--mode', 'refresh']]) {
    const run = await project.vitest(args, { env: { ...env, UPSTREAM: provider.url } })
    for (const name of names) {
      expect(run.tests[name]?.status, name).toBe('failed')
      const [error] = run.tests[name]!.errors
      expect(error).toContain(`CassetteFormatError: Cannot read ${path(name)}`)
      expect(error).toContain(broken[name]![1])
      expect(project.read(path(name))).toBe(changed.get(name))
    }
  }
  expect(provider.requests).toHaveLength(names.length)
})

test('a cassette edited by hand is replayed as edited', async () => {
  const project = new Project({
    'ask.js': ask,
    'edited.test.js': `
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ask, stream } from './ask.js'
test('asks', async () => writeFileSync('asks.json', JSON.stringify(await ask('one two'))))
test('streams', async () => writeFileSync('streams.json', JSON.stringify(await stream('one two'))))
test('question', async () => writeFileSync('question.json', JSON.stringify(await ask('edited'))))
`,
  })
  const provider = await chatProvider()
  project.write('edited.test.js', project.read('edited.test.js').replace("ask('edited')", "ask('first')"))
  await project.vitest(['--mode', 'record'], { env: { ...env, UPSTREAM: provider.url } })
  await provider.close()
  expect(project.json('streams.json')).toEqual(['You ', 'said: ', 'one ', 'two'])
  project.write('edited.test.js', project.read('edited.test.js').replace("ask('first')", "ask('edited')"))
  const edit = (name: string, from: string, to: string): void => {
    const path = `__cassettes__/edited.test.js/${name}.json`
    expect(project.read(path)).toContain(from)
    // Saved by an editor on Windows, without the line break at the end.
    project.write(path, project.read(path).replace(from, to).trimEnd().replaceAll('\n', '\r\n'))
  }
  const long = `You said: ${'a much longer answer, '.repeat(50)}é`
  edit('asks', 'You said: one two', long)
  edit('streams', '"said: "', '"said something much longer than before: "')
  edit('question', '"content": "first"', '"content": "edited"')
  const run = await project.vitest([], { env })
  expect(run.exitCode, run.output).toBe(0)
  expect(project.json('asks.json')).toBe(long)
  expect(project.json('streams.json')).toEqual(['You ', 'said something much longer than before: ', 'one ', 'two'])
  expect(project.json('question.json')).toBe('You said: first')
})

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

test('tests with any name, and two with one, have a cassette each inside the folder', async () => {
  const project = new Project({
    'ask.js': ask,
    'deep/er/[id] odd & name.test.js': `
import { describe, expect, test } from 'vitest'
import { ask } from '../../ask.js'
const names = ${JSON.stringify(names)}
names.forEach((name, index) => test(name, async () => expect(await ask('by name ' + index)).toBe('You said: by name ' + index)))
for (const turn of [1, 2, 3]) test('twice', async () => expect(await ask('turn ' + turn)).toBe('You said: turn ' + turn))
for (const name of ['..', 'suite', 'suite/']) describe(name, () => {
  test('in a suite', async () => expect(await ask('in ' + name)).toBe('You said: in ' + name))
})
test.each([[1], [2]])('number %i', async (number) => expect(await ask('number ' + number)).toBe('You said: number ' + number))
`,
  })
  const provider = await chatProvider()
  const before = outside(project)
  const count = names.length + 3 + 3 + 2
  const recorded = await project.vitest(['--mode', 'record'], { env: { ...env, UPSTREAM: provider.url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(count)
  await provider.close()
  const files = project.files('__cassettes__')
  expect(files).toHaveLength(count)
  for (const file of files) {
    expect(file).toMatch(/^__cassettes__\/deep\/er\/\[id\] odd & name\.test\.js\/[^/]+\.json$/)
    const name = file.slice(file.lastIndexOf('/') + 1)
    expect(Buffer.byteLength(name)).toBeLessThan(256)
    expect(name).not.toMatch(/[<>:"|?*\\\u0000-\u001f]|[. ]\.json$|^(con|prn|aux|nul|com\d|lpt\d)\./i)
  }
  expect(new Set(files.map((file) => file.normalize('NFC').toLowerCase())).size).toBe(count)
  expect(outside(project)).toEqual([...before, 'report.json'].sort())
  const replayed = await project.vitest([], { env })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain(`Calls  ${count} offline`)
  // One of them alone finds the same file.
  const one = await project.vitest(['-t', 'number 2'], { env })
  expect(one.exitCode, one.output).toBe(0)
  expect(one.output).toContain('Calls  1 offline')
})

function outside(project: Project): string[] {
  return project.files('.').filter((path) => !/^(__cassettes__|node_modules|\.vitest-cassette)\//.test(path))
}
