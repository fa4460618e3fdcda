import { expect, test } from 'vitest'
import { askModule, noteModule, questionsIn, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

/** Two projects run the same file, one model each; with `OWN` each has a folder of its own, one inside the other. */
const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = { '*': process.env.UPSTREAM ?? 'http://127.0.0.1:9' }
const own = process.env.OWN
const dirs = { gpt: '__cassettes__', claude: '__cassettes__/claude' }
const projects = Object.entries(dirs).map(([name, dir]) => ({
  extends: true,
  plugins: own ? [cassettes({ upstream, dir, ...(name === 'claude' && { include: ['search.example.com'], unused: 'ignore' }) })] : [],
  test: { name, env: { MODEL: name } },
}))
export default defineConfig({ plugins: own ? [] : [cassettes({ upstream })], test: { projects } })
`

const tests = `
import { test } from 'vitest'
import { ask } from './ask.ts'
import { note } from './note.ts'

test('same for both', async () => note('same', await ask('Hello')))
test('its own', async () => note(process.env.MODEL, await ask('I am ' + process.env.MODEL + (process.env.CHANGED ?? ''))))
test('found', async ({ skip }) => {
  if (process.env.MODEL !== 'claude' || !process.env.OWN) skip()
  if (!process.env.LAZY) note('found', await (await fetch('https://search.example.com/v1/chat/completions', { method: 'POST', body: '{"messages":[{"content":"Search"}]}' })).text())
})
`

test('projects with one root share cassettes where they ask the same, are told where they do not, and have folders of their own by `dir`', async () => {
  const project = new Project({ ...askModule, ...noteModule, 'vitest.config.js': config, 'agent.test.ts': tests })
  const provider = await chatProvider((question, count) => `${question} ${count}`)
  const page = (output: string): string =>
    /CassetteConfigError: [\s\S]*?\n\n\n/.exec(`${output}\n\n\n`)?.[0].trim() ?? ''

  // All tests pass, and yet one recording has replaced the other: that must not be found out by a later run.
  const clash = await project.vitest(['--mode', 'record'], recording(provider))
  expect(clash.output).toContain('Tests  4 passed | 2 skipped')
  expect(clash.exitCode).toBe(1)
  expect(page(clash.stderr)).toBe(
    `
CassetteConfigError: 2 projects make different requests in the same test and share its cassette

  __cassettes__/agent.test.ts/its-own.json
      claude, gpt

  The recording of one project replaces that of the other. Give each project its
  own folder:
    cassettes({ dir: '__cassettes__/claude' })
    cassettes({ dir: '__cassettes__/gpt' })

  Explained in node_modules/vitest-cassette/docs/errors.md#cassette_config
`.trim(),
  )
  takeNotes(project)

  const own = { OWN: '1' }
  const recorded = await project.vitest(['--mode', 'record'], recording(provider, own))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.output).not.toContain('bsolete')
  expect(page(recorded.stderr)).toBe('')
  expect(questionsIn(project, '__cassettes__/agent.test.ts/its-own.json')).toEqual(['I am gpt'])
  expect(questionsIn(project, '__cassettes__/claude/agent.test.ts/its-own.json')).toEqual(['I am claude'])
  const live = takeNotes(project)
  await provider.close()
  const before = project.state()

  const replayed = await project.vitest([], { env: { ...own, LAZY: '1' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).not.toContain('bsolete')
  const offline = takeNotes(project)
  for (const name of ['gpt', 'claude']) expect(offline[name]).toEqual(live[name])
  expect(offline['same']?.toSorted()).toEqual(live['same']?.toSorted())
  expect(project.state()).toEqual(before)

  // The way out is that of the project alone.
  const missed = await project.vitest(['-t', 'its own'], { env: { ...own, CHANGED: '!' } })
  for (const name of ['gpt', 'claude'])
    expect(missed.output).toContain(`npx vitest run agent.test.ts -t '^its own$' --project ${name} --mode record`)
})

const root = `
import { cassettes } from 'vitest-cassette/plugin'
const extend = process.env.SAYS_SO ? { extends: false } : {}
const projects = [{ ...extend, test: { name: 'api' } }, { extends: true, test: { name: 'web' } }]
export default { plugins: [cassettes()], test: { projects: process.env.ALONE ? projects.slice(0, 1) : projects } }
`

test('a plugin in the root config of a workspace is missed in the projects that do not extend it', async () => {
  for (const vitest of [undefined, 'test/lanes/vitest-4/node_modules/vitest']) {
    const project = new Project({ 'vitest.config.js': root, 'a.test.js': '' }, vitest === undefined ? {} : { vitest })
    // In Vitest 4.1 a project extends the root config only where it says so.
    const SAYS_SO = vitest === undefined ? '1' : ''
    for (const ALONE of ['', '1']) {
      const run = await project.vitest([], { env: { ALONE, SAYS_SO } })
      expect(run.exitCode).toBe(1)
      expect(run.stderr).toContain('this project does not have it: "api"')
      expect(run.stderr).toContain("projects: [{ extends: true, test: { name: 'api' } }]")
    }
    const off = await project.vitest(['--passWithNoTests', '-t', 'none'], { env: { CASSETTE_MODE: 'off' } })
    expect(off.stderr).not.toContain('CassetteConfigError')
  }
})
