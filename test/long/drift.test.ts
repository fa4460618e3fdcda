import { expect, test } from 'vitest'
import { askModule, questionsIn, recording } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const cassette = '__cassettes__/agent.test.ts/books-a-table.json'

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = process.env.UPSTREAM ? { upstream: { '*': process.env.UPSTREAM } } : {}
export default defineConfig({ plugins: [cassettes({ ...upstream, ...JSON.parse(process.env.OPTIONS ?? '{}') })] })
`

function asks(...questions: string[]): string {
  const lines = questions.map((question) => `  await ask('${question}')`)
  return `import { test } from 'vitest'\nimport { ask } from './ask.ts'\ntest('books a table', async () => {\n${lines.join('\n')}\n})\n`
}

/** The rows of the summary from a label on, up to the next. */
function rows({ output }: Run, label: string): string[] {
  const lines = output.split('\n')
  const start = lines.findIndex((line) => line.trimStart().startsWith(`${label}  `))
  if (start === -1) return []
  const end = lines.findIndex((line, index) => index > start && !/^ {13}(?!Provider connections)/.test(line))
  return lines.slice(start, end).map((line) => line.trim().replace(`${label}  `, ''))
}

function age(project: Project, index: number, days: number): void {
  const document = project.json(cassette)
  document.interactions[index].recordedAt = new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString()
  project.write(cassette, `${JSON.stringify(document, null, 2)}\n`)
}

test('a recording run tells what it has changed, and what is old', async () => {
  let terrace = 'You said: On the terrace'
  const provider = await chatProvider((question) => (question === 'On the terrace' ? terrace : `You said: ${question}`))
  const project = new Project({
    ...askModule,
    'vitest.config.js': config,
    'agent.test.ts': asks('A table for two, please', 'On the terrace', 'Thank you, and good night'),
  })
  const record = (options: object = {}, mode = 'record'): Promise<Run> =>
    project.vitest(['--mode', mode], recording(provider, { OPTIONS: JSON.stringify(options) }))
  const replay = (options: object): Promise<Run> =>
    project.vitest([], { env: { OPTIONS: JSON.stringify(options), OPENAI_API_KEY: '' } })

  // A new interaction counts as new, not as changed, and is listed only beside others. A repeated one is neither.
  const first = await record()
  expect([...rows(first, 'New'), ...rows(first, 'Changed')]).toEqual([])
  // A refresh that finds the same answers leaves the file as it is, unless it is to rewrite all.
  const same = await record({}, 'refresh')
  expect(rows(same, 'Cassettes')).toEqual(['1 the same'])
  expect([...rows(same, 'New'), ...rows(same, 'Changed')]).toEqual([])
  const kept = project.read(cassette)
  expect(rows(await record({}, 'refresh-all'), 'Cassettes')).toEqual(['1 refreshed'])
  expect(project.read(cassette)).not.toBe(kept)

  // One that finds another answer rewrites that one, and says how it differs.
  const recorded = project.json(cassette).interactions
  terrace = 'You said: On the terrace. Sorry, NO terrace.'
  const found = await record({}, 'refresh')
  expect(rows(found, 'Cassettes')).toEqual(['1 refreshed'])
  expect(rows(found, 'Answers')).toEqual([
    cassette,
    '1 answer says something else',
    '#2 text',
    '- You said: On the terrace',
    '+ You said: On the terrace. Sorry, NO terrace.',
  ])
  const [one, two, three] = project.json(cassette).interactions
  expect([one, three]).toEqual([recorded[0], recorded[2]])
  expect(two.response.body.json.choices[0].message.content).toBe(terrace)
  expect(provider.requests).toHaveLength(12)

  project.write(
    'agent.test.ts',
    asks('A table for four, please', 'On the terrace', 'And a cake with candles on it, if you have one'),
  )
  expect(rows(await record(), 'Changed')).toEqual([
    cassette,
    '1 replayed, 2 replaced',
    '#1 messages[0].content: "A table for two,…" → "A table for four,…"',
    expect.stringMatching(/^#3 messages\[0\]\.content: "Thank you.*" → "And a cake.*"$/),
  ])
  expect(provider.requests).toHaveLength(14)

  project.write('agent.test.ts', asks('A table for four, please', 'On the terrace'))
  const dropped = await record()
  expect(rows(dropped, 'Changed')).toEqual([
    cassette,
    '2 replayed, 1 dropped',
    '-3 openai gpt-5-mini, 1 message: "And a cake with candles on it, if …" is dropped',
  ])
  expect(provider.requests).toHaveLength(14)

  // Older than it may be: named, a failure, or asked for again.
  age(project, 0, 100)
  const before = project.read(cassette)
  const warned = await replay({ maxAge: '90d' })
  expect(warned.exitCode, warned.output).toBe(0)
  expect(rows(warned, 'Stale')).toEqual([
    '1 answer older than 90d, the oldest 100 days, in',
    cassette,
    'Ask again: npx vitest run agent.test.ts --mode refresh',
  ])
  const failed = await replay({ maxAge: '90d', onStale: 'fail' })
  expect(failed.exitCode).toBe(1)
  expect(failed.tests['books a table']?.errors.join()).toContain(
    'CassetteStaleError: 1 of 2 recorded answers is older than 90d',
  )
  expect(failed.output).toContain("npx vitest run agent.test.ts -t '^books a table$' --mode refresh")
  expect(project.read(cassette)).toBe(before)

  const renewed = await record({ maxAge: '90d', onStale: 'record' })
  expect(renewed.exitCode, renewed.output).toBe(0)
  expect(provider.requests).toHaveLength(15)
  expect(rows(renewed, 'Stale')).toEqual([])

  // The command of the error page heals the test.
  age(project, 0, 100)
  const refreshed = await record({ maxAge: '90d', onStale: 'fail' }, 'refresh')
  expect(refreshed.exitCode, refreshed.output).toBe(0)
  expect(provider.requests).toHaveLength(17)
  expect(rows(refreshed, 'Stale')).toEqual([])
  expect(questionsIn(project, cassette)).toEqual(['A table for four, please', 'On the terrace'])
})
