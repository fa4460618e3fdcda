import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatCompletion, chatProvider, json, startProvider } from '../support/provider.ts'

const asks = (name: string): string => `
import { test } from 'vitest'
import { ask } from './ask.ts'
for (let turn = 1; turn <= 6; turn++) test('${name} ' + turn, async () => void (await ask('${name} ' + turn).catch(() => {})))
`

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [cassettes({ upstream: { '*': process.env.UPSTREAM }, budget: JSON.parse(process.env.BUDGET) })] })
`

const files = ['a', 'b']

function spent(run: Run): string[] {
  return Object.values(run.tests).flatMap(({ errors }) =>
    errors.filter((error) => error.startsWith('BudgetExceededError')),
  )
}

test('a recording run says before it starts what it will ask for, test by test', async () => {
  const titles = Array.from({ length: 12 }, (_, at) => `asks ${at + 1}`)
  const project = new Project({
    ...askModule,
    'a.test.ts': `
import { test } from 'vitest'
import { ask } from './ask.ts'
${titles.map((title) => `test('${title}', () => ask('${title}'))`).join('\n')}
test.each([1, 2, 3])('each %i', (turn) => ask('each ' + turn))
`,
  })
  const provider = await chatProvider()
  const run = (args: string[]): Promise<Run> => project.vitest(args, recording(provider))
  const first = await run(['--mode', 'record'])
  expect(first.exitCode, first.output).toBe(0)
  expect(first.output).toContain('  Recording  13 tests have no cassette yet: their requests are recorded\n')
  expect(first.output.indexOf('Recording')).toBeLessThan(first.output.indexOf('a.test.ts'))

  const [kept, ...gone] = project.files('__cassettes__').filter((path) => path.includes('asks'))
  for (const path of gone) rmSync(project.path(path))
  const again = await run(['--mode', 'record'])
  expect(again.output).toContain('  Recording  11 tests have no cassette yet')
  expect(project.exists(kept ?? '')).toBe(true)
  const whole = await run(['--mode', 'refresh'])
  expect(whole.output).toContain('  Recording  15 cassettes are refreshed (225 tokens when recorded)\n')
  const part = await run(['--mode', 'refresh', '-t', 'asks 1$'])
  expect(part.output).not.toContain('Recording')
})

test('over all workers no call is made beyond the budget, and the run stops', async () => {
  const project = new Project({
    ...askModule,
    'vitest.config.js': config,
    ...Object.fromEntries(files.map((name) => [`${name}.test.ts`, asks(name)])),
  })
  const provider = await chatProvider()
  const run = (budget: object, args: string[] = []): Promise<Run> =>
    project.vitest(['--mode', 'refresh', ...args], recording(provider, { BUDGET: JSON.stringify(budget) }))

  const calls = await run({ calls: 5 })
  expect(calls.exitCode).toBe(1)
  expect(provider.requests).toHaveLength(5)
  expect(spent(calls)[0]).toContain(
    'BudgetExceededError: The budget of this run is spent: POST api.openai.com/v1/chat/completions was not made\n\n  budget     calls: 5\n  spent      5 live calls,',
  )
  expect(project.files('__cassettes__')).toHaveLength(5)

  // Each answer costs 15 tokens.
  const tokens = await run({ tokens: 20 }, ['--no-file-parallelism', 'a.test.ts'])
  expect(provider.requests).toHaveLength(7)
  expect(spent(tokens)[0]).toContain('  budget     tokens: 20\n  spent      2 live calls, 30 tokens')

  const whole = await run({ calls: 12, tokens: 10_000, perTest: 1 })
  expect(whole.exitCode, whole.output).toBe(0)
  expect(provider.requests).toHaveLength(19)
  const again = await run({ calls: 12, perTest: 0 })
  expect(spent(again)).toHaveLength(12)
  expect(spent(again)[0]).toContain('  budget     perTest: 0\n  spent      0 live calls\n')
  expect(provider.requests).toHaveLength(19)
  // Before it starts, a run says what it will cost.
  expect(again.output).toContain('Recording  12 cassettes are refreshed (180 tokens when recorded)')
  expect(again.output.indexOf('Recording')).toBeLessThan(again.output.indexOf('Test Files'))

  // Without the file that the workers share there is no budget, and no call.
  rmSync(project.path('.vitest-cassette'), { recursive: true })
  project.write('.vitest-cassette', 'not a folder')
  const uncounted = await run({ calls: 12 })
  expect(uncounted.exitCode).toBe(1)
  expect(uncounted.stderr).toMatch(
    /⎯\nCassetteConfigError: Option "budget" in cassettes\(\{ … \}\): calls and tokens cannot be counted\n\n {2}ENOTDIR: .*\n\n {2}The workers .* Make that a folder\n {2}that can be written, or remove it\. No call was made yet\.\n\n/,
  )
  expect(uncounted.output).not.toMatch(/Serialized|❯/)
  expect(provider.requests).toHaveLength(19)
})

const slowTests = `
import { test } from 'vitest'
import { ask } from './ask.ts'
test('books a table', async () => { await ask('first'); await ask('slow') })
test('is quick', async () => { await ask('quick') })
`

const ways = [
  { pool: 'forks' },
  { pool: 'vmThreads' },
  { pool: 'threads', vitest: 'test/lanes/vitest-4/node_modules/vitest' },
]

async function recordAndReplay({ pool, ...vitest }: (typeof ways)[number]): Promise<void> {
  const project = new Project(
    { ...askModule, 'agent.test.ts': slowTests },
    { options: { budget: { calls: 9, tokens: 1000, perTest: 5 } }, test: { pool }, ...vitest },
  )
  // The provider answers the slow question when the run has told that it waits.
  const told = Promise.withResolvers<void>()
  const provider = await startProvider(async ({ body }, response) => {
    if (body.includes('slow')) await told.promise
    json(response, 200, chatCompletion('yes'))
  })
  const run = await project.vitest(['--mode=record'], {
    ...recording(provider),
    onStart: ({ stdout, stderr }) => {
      for (const stream of [stdout, stderr])
        stream?.on('data', (text) => String(text).includes('call 2 of 5') && told.resolve())
    },
  })
  expect(run.exitCode, run.output).toBe(0)
  const lines = run.output.split('\n').filter((line) => / recording {2}|budget/.test(line))
  // On a slow machine there is a row of the first call.
  const second = lines.findIndex((line) => line.includes('call 2 of 5'))
  expect(lines[second], pool).toMatch(
    /^ ● recording {2}…> books a table {2}openai gpt-5-mini {2}call 2 of 5 {2}15 tokens {2}\d+ s$/,
  )
  expect(lines[second + 1]).toBe('   budget     2 of 9 calls, 15 of 1,000 tokens')
  expect(run.output).not.toMatch(/recording .*quick/)

  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).not.toContain('recording')
}

test('a long recording tells where it is while it runs, a replay never', async () => {
  // Most of it is waiting.
  await Promise.all(ways.map(recordAndReplay))
})
