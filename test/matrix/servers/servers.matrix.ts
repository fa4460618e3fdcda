import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { questionsIn, recording } from '../../support/ask.ts'
import { Project, type Run } from '../../support/project.ts'
import { serveChat } from '../../support/provider.ts'
import { cell } from '../support/cell.ts'

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = process.env.UPSTREAM ? { '*': process.env.UPSTREAM } : {}
export default defineConfig({
  plugins: [cassettes({ upstream })],
  // Nest needs the decorators of older TypeScript.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: { testTimeout: 60_000 },
})
`
/** Not in TypeScript: Next would install what it needs for that. */
const nextApp = {
  'next/package.json': '{ "private": true }',
  'next/app/layout.js': 'export default ({ children }) => <html><body>{children}</body></html>',
  'next/app/api/ask/route.js': `
import { ask } from '../../../../ask.ts'
export async function POST(request) {
  const { question } = await request.json()
  return Response.json({ answer: await ask(question) })
}
`,
}
const source = join(import.meta.dirname, 'project')
const project = new Project(
  {
    ...Object.fromEntries(readdirSync(source).map((path) => [path, readFileSync(join(source, path), 'utf8')])),
    ...nextApp,
    'vitest.config.ts': config,
  },
  { within: 'test/matrix', keep: true },
)
const next = join(import.meta.dirname, '../node_modules/next/dist/bin/next')
const env = { NEXT_TELEMETRY_DISABLED: '1' }
const built = await project.node([next, 'build', 'next'], { env })
const provider = await serveChat()
const recorded = await project.vitest(['--mode', 'record'], recording(provider, env))
await provider.close()
const replayed = await project.vitest([], { env })
const alone = await project.vitest(['-t', 'concurrent tests 2'], { env })
const names = Object.keys(recorded.tests)
const questions = new Map(names.map((name) => [name, asked(name)]))
const lanes = new Map(names.map((name) => [name, lanesOf(name)]))
project.remove()

for (const [row, ofRow] of Map.groupBy(names, (name) => name.split(' > ')[0]!)) {
  const of = (column: string): string[] => ofRow.filter((name) => name.includes(column))
  for (const client of ['supertest', 'fetch'])
    cell({ section: 'servers', row, column: client }, () => {
      expectGreen([`${row} > ${client}`], recorded, replayed)
      expect(questions.get(`${row} > ${client}`)).toEqual(['Hello', 'Hello again'])
    })
  cell({ section: 'servers', row, column: 'concurrent tests' }, () => {
    const concurrent = of('concurrent tests')
    expect(concurrent).toHaveLength(6)
    expectGreen(concurrent, recorded, replayed)
    for (const name of concurrent) expect(questions.get(name)).toEqual(['the same for all', `only ${name.at(-1)}`])
  })
  cell({ section: 'servers', row, column: 'one of them alone' }, () => {
    const chosen = of('concurrent tests 2')
    expect(chosen).toHaveLength(2)
    expectGreen(chosen, alone)
  })
  cell({ section: 'servers', row, column: 'lanes' }, () => {
    expectGreen(of('lanes'), recorded, replayed)
    for (const name of of('lanes')) expect(lanes.get(name)).toEqual(['helper'])
  })
}

test('Next is built, and every framework has all tests', () => {
  expect(built.exitCode, built.output).toBe(0)
  expect(names, recorded.output).toHaveLength(5 * 10)
  expect(Object.keys(replayed.tests)).toEqual(names)
})

function expectGreen(tests: readonly string[], ...runs: readonly Run[]): void {
  for (const name of tests)
    for (const run of runs) expect([name, run.tests[name]]).toEqual([name, { status: 'passed', errors: [] }])
}

function pathOf(name: string): string {
  return `__cassettes__/servers.test.ts/${name.replaceAll(' > ', '--').replaceAll(/[ ,]+/g, '-')}.json`
}

function asked(name: string): string[] {
  return project.exists(pathOf(name)) ? questionsIn(project, pathOf(name)) : []
}

function lanesOf(name: string): string[] {
  if (!project.exists(pathOf(name))) return []
  return project.json(pathOf(name)).interactions.map(({ lane }: { readonly lane: string }) => lane)
}
