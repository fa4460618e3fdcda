import { expect, test } from 'vitest'
import { askModule } from '../support/ask.ts'
import { Project } from '../support/project.ts'

const files = {
  ...askModule,
  'a.test.ts': `
import { test } from 'vitest'
import { configureCassette } from 'vitest-cassette'
import { ask } from './ask.ts'
test('one', () => ask('one', { headers: { 'content-type': 'application/json' } }))
test('two', () => {
  configureCassette({ ignore: ['message[0].role'] })
  return ask('two')
})
test('no traffic', () => {})
`,
  'b.test.ts': `
import { test } from 'vitest'
import { ask } from './ask.ts'
test('three', () => ask('three', { body: JSON.stringify({ metadata: { id: 1 }, messages: [{ role: 'user', content: 'three' }] }) }))
`,
}

test('a path of ignore that matches nothing is named once, at the end of a whole run', async () => {
  const ignore = ['metadata.id', 'mesages[*].name', '?nothing-like-it']
  const project = new Project(files, { options: { ignore } })
  const rows = (output: string): string[] =>
    output
      .split('\n')
      .filter((line) => line.includes('matched nothing'))
      .map((line) => line.trim())
  const expected = [
    'Ignore  "mesages[*].name" matched nothing. Did you mean "messages[*].role"?',
    'Ignore  "?nothing-like-it" matched nothing.',
    'Ignore  "message[0].role" matched nothing. Did you mean "messages[*].role"?',
  ]
  expect(rows((await project.vitest()).output)).toEqual(expected)
  expect(rows((await project.vitest(['a.test.ts'])).output)).toEqual([])
  expect(rows((await project.vitest(['-t', 'one'])).output)).toEqual([])
})
