import { execFile } from 'node:child_process'
import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'
import { cleanEnvironment } from '../support/run.ts'

const agent = `
import OpenAI from 'openai'

export async function answer(question: string, changed = ''): Promise<string> {
  const { choices } = await new OpenAI().chat.completions.create({
    model: 'gpt-5-mini',
    messages: [
      { role: 'system', content: 'You are a support agent. Be' + changed + ' brief.' },
      { role: 'user', content: question },
    ],
  })
  return choices[0]!.message.content!
}
`

const asks = `
import { describe, expect, test } from 'vitest'
import { ask } from '../ask.ts'
import { answer } from '../agent.ts'
const changed = process.env.CHANGED ?? ''

test('asks', async () => void (await answer('Hello', changed)))
test('asks more', async () => void (await answer('Hello', '')))
describe("it's", () => {
  test.each([new Date(0)])('on %s (at $5)', async () => void (await answer('When?', changed)))
})
test('swallows', async () => {
  expect(await ask('quiet' + changed).catch(() => 'nothing')).toBe('You said: quiet' + changed)
})
`
const others = `
import { test } from 'vitest'
import { answer } from '../agent.ts'
const changed = process.env.CHANGED ?? ''
test('asks', async () => void (await answer('Hello, other', changed)))
test.for(Array.from({ length: 20 }, (_, at) => at))('asks %s', async (at) => void (await answer('Hello ' + at)))
`

/** Runs a printed command in a shell, as a user who pastes it. */
function paste(project: Project, command: string, env: Record<string, string>): Promise<string> {
  const script = command.replace(/^npx vitest/, `"${process.execPath}" "${project.vitestBin}"`)
  return new Promise((done) =>
    execFile('sh', ['-c', script], { cwd: project.root, env: cleanEnvironment(env) }, (_, stdout, stderr) =>
      done(stdout + stderr),
    ),
  )
}

function commandsIn(output: string): string[] {
  return [...output.matchAll(/^ +(npx vitest .*)$/gm)].map(([, command = '']) => command)
}

test('the end of a run says once what to do, and its commands do just that', async () => {
  const project = new Project({
    'packages/web/ask.ts': askModule['ask.ts']!,
    'packages/web/agent.ts': agent,
    'packages/web/test/a.test.ts': asks,
    'packages/web/test/b.test.ts': others,
    'packages/web/vitest.config.js': `
import { cassettes } from 'vitest-cassette/plugin'
export default {
  plugins: [cassettes({ upstream: process.env.UPSTREAM ? { '*': process.env.UPSTREAM } : {} })],
  // On a slow machine Vitest adds its own advice.
  test: { experimental: { diagnostics: { environment: false, import: false, transform: false, isolate: false } } },
}
`,
  })
  const provider = await chatProvider()
  const { env } = recording(provider)
  const run = ['run', '--root', 'packages/web']

  // Nothing is recorded: a line in the list of tests and a line of the failure for each, one block, one command.
  const first = await project.vitestCommand(run, { env: { OPENAI_API_KEY: 'x' } })
  expect(first.output).toContain('Cassettes  25 not recorded yet')
  expect(first.output).toContain('  25 tests are not recorded yet\n')
  expect(first.output.match(/^CassetteMissError/gm)).toHaveLength(1)
  expect(first.output).toContain('Explained  node_modules/vitest-cassette/docs/errors.md#cassette_miss\n\n  25 tests')
  // The assertion of the test that catches the miss has a block of its own.
  expect(first.output.match(/⎯\[\d+\/\d+\]⎯/g)).toHaveLength(2)
  expect(first.output.split('\n').length).toBeLessThan(2 * 25 + 60)
  expect(first.output).not.toMatch(/wire|retry:/)
  const [all, ...more] = commandsIn(first.output)
  expect([all, more]).toEqual(['npx vitest run --root packages/web --mode record', []])
  expect(await paste(project, all!, env)).toContain('Cassettes  25 recorded')
  expect(provider.requests).toHaveLength(25)

  const missed = await project.vitestCommand(run, {
    env: { CHANGED: ' kind and', GITHUB_STEP_SUMMARY: project.path('summary.md') },
  })
  expect(missed.output).toContain(`
  3 tests missed for one change (openai gpt-5-mini)

    messages[0].content
    - You are a support agent. Be brief.
    + You are a support agent. Be kind and brief.
`)
  // One block for each miss, with the line that asked, and the error of the SDK as its cause.
  const blocks = missed.output.split(/⎯\[\d+\/\d+\]⎯/)
  expect(blocks.filter((block) => block.includes('CassetteMissError'))).toHaveLength(4)
  expect(blocks[0]).toContain('  asked at   packages/web/agent.ts:5\n')
  expect(blocks[0]).toMatch(/^Caused by: .*400 CassetteMissError: No recorded answer: POST/m)
  expect(blocks[0]).not.toContain('❯ wire')
  // Paths begin where the run was started, also those of cassettes and pages.
  expect(blocks[0]).toMatch(/^ {2}cassette {3}packages\/web\/__cassettes__\/test\/\w\.test\.ts\//m)
  expect(blocks[0]).toMatch(/^ {4}packages\/web\/\.vitest-cassette\/runs\//m)
  // The second miss with the same difference names the first, which shows the whole page.
  expect(missed.output).toContain(`
  The same difference as in another test:
    packages/web/test/a.test.ts > asks

    messages[0].content
    - You are a support agent. Be brief.
    + You are a support agent. Be kind and brief.
`)
  expect(project.read('summary.md')).toContain('```diff\nmessages[0].content\n- You are a support agent. Be brief.')

  const commands = commandsIn(missed.output.slice(missed.output.indexOf('3 tests missed')))
  expect(commands).toHaveLength(2)
  const again = await paste(project, commands[0]!, { ...env, CHANGED: ' kind and' })
  expect(again).toContain('3 recorded')
  const asked = provider.requests.slice(25).map(({ body }) => JSON.parse(body).messages.at(-1).content)
  expect(asked.toSorted()).toEqual(['Hello', 'Hello, other', 'When?'])
})
