import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Project, type Run } from '../support/project.ts'

const url = 'https://api.openai.com/v1/responses'

function recording(...answers: string[]): string {
  const interactions = answers.map((string) => ({
    request: { method: 'POST', uri: url, headers: {}, body: '{}' },
    response: { status: { code: 200, message: 'OK' }, headers: {}, body: { string } },
  }))
  return JSON.stringify({ version: 1, interactions })
}

function expected(native: string, body: string): string {
  const request = { method: 'POST', url, headers: {}, body: '{}' }
  return `${JSON.stringify({ native, notes: [], request, response: { status: 200, statusText: 'OK', headers: {}, body } })}\n`
}

function run(files: Record<string, string>): Promise<Run> {
  const project = new Project(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`recordings/${name}`, text])),
  )
  return project.node([join(import.meta.dirname, 'run.ts'), 'native', 'recordings'])
}

test('an exact import passes, and each difference fails', async () => {
  const exact = {
    'a.json': recording('one', 'two'),
    'expected.jsonl': expected('a.json', 'one') + expected('a.json', 'two'),
  }
  expect(await run(exact)).toMatchObject({
    exitCode: 0,
    stdout: '2 of 2  VCR.py\n2 of 2 interactions, 2 losses reported, 0 lost in silence\nreplayed 1 of 1 recordings\n',
  })

  const { exitCode, stdout } = await run({
    'a.json': recording('one', 'more'),
    'b.json': '{}',
    'expected.jsonl': expected('a.json', 'One') + expected('b.json', 'two'),
  })
  expect(exitCode).toBe(1)
  expect(stdout).toBe(`a.json, interaction 1: response body: expected "T25l", got "b25l"
a.json: 2 interactions, expected 1
b.json, interaction 1: it is missing
0 of 1  VCR.py
0 of 1  unknown
0 of 2 interactions, 2 losses reported, 1 lost in silence
`)
})
