import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { codeBlocks } from './markdown.ts'

const repository = resolve(import.meta.dirname, '../..')
const example = join(repository, 'examples/support-agent')
const recordings = join(repository, '__cassettes__/examples/support-agent/agent.test.ts')

const dailyPages = ['getting-started', 'modes', 'ci', 'recipes'].map((name) => `docs/${name}.md`)
/** The ts blocks of the pages for daily use, by their places. */
const snippets = dailyPages.flatMap((path) =>
  codeBlocks(readFileSync(join(repository, path), 'utf8'))
    .filter(({ language }) => language === 'ts')
    .map(({ text, line }) => ({ place: `${path}:${line}`, text })),
)

/** A block that is a config, or a call of the plugin, as a module whose default is a config. */
function configOf(text: string): string | undefined {
  if (text.includes('export default')) return text
  const call = /^(?:export const plugin = )?(cassettes\([\s\S]*\))\n$/m
  return call.test(text) ? text.replace(call, 'export default { plugins: [$1] }\n') : undefined
}

/** The test that a block is a part of, where it is none itself. */
const uses: ReadonlyArray<readonly [part: string, use: (text: string) => Record<string, string>]> = [
  // The test of the first project runs it, with the commands around it.
  ["test('greets'", () => ({})],
  ["test('tries again after a 429", (text) => ({ 'test/forced.test.ts': text })],
  ["test('finds the order'", (text) => ({ 'test/agent.test.ts': text })],
  [
    'base.extend<CassetteFixtures>',
    (text) => ({
      'test/own.ts': text,
      'test/own.test.ts': `
import { expect } from 'vitest'
import { test } from './own.ts'
test('with a test of your own', ({ cassette }) => expect(cassette.mode).toBe('replay'))
`,
    }),
  ],
  [
    'setupServer(',
    (text) => ({
      'test/server.test.ts': `${text}
import { expect, test } from 'vitest'
import { answerCustomer } from './agent.ts'
test('beside a server', async () => {
  const moderated = await fetch('https://api.openai.com/v1/moderations', { method: 'POST', body: '{}' })
  expect(await moderated.json()).toEqual({ results: [] })
  expect((await answerCustomer('Where is my order 4711?')).lookedUp).toEqual(['4711'])
  server.close()
})
`,
    }),
  ],
  [
    'bypass(request)',
    (text) => ({
      'test/bypass.test.ts': `${text}
import { setupServer } from 'msw/node'
import { expect, test } from 'vitest'
import { test as withCassette } from 'vitest-cassette'
const server = setupServer(...handlers)
server.listen()
withCassette('an answer that is patched', async ({ cassette }) => {
  const [{ request }] = cassette.interactions
  const response = await fetch(request.url, { method: 'POST', headers: request.headers, body: JSON.stringify(request.body.json) })
  expect(await response.json()).toMatchObject({ object: 'chat.completion', service_tier: 'flex' })
  server.close()
})
`,
    }),
  ],
]

test('the snippets of the pages for daily use do what they say', async () => {
  const configs = snippets.flatMap(({ text }) => configOf(text) ?? [])
  const others = snippets.filter(({ text }) => configOf(text) === undefined)
  const files = Object.assign(
    {},
    ...others.map(({ text, place }) => {
      const [, use] = uses.find(([part]) => text.includes(part)) ?? []
      if (use === undefined) throw new Error(`nothing uses the snippet ${place}`)
      return use(text)
    }),
  ) as Record<string, string>
  const project = new Project({
    ...files,
    ...Object.fromEntries(configs.map((text, index) => [`snippets/${index}.ts`, text])),
    'vitest.config.js': `
${configs.map((_, index) => `import snippet${index} from './snippets/${index}.ts'`).join('\n')}
const snippets = [${configs.map((_, index) => `snippet${index}`).join()}]
const [first, ...more] = snippets.filter(({ test }) => test === undefined)
const run = (config, name, include) => ({ ...config, test: { ...config.test, name, include } })
const projects = [
  run(first, 'first', ['test/*.test.ts']),
  ...more.map((config, index) => run(config, 'config ' + index, ['test/agent.test.ts'])),
  ...snippets.flatMap(({ test }) => test?.projects ?? []).map((config) => run(config, config.test.name, ['test/own.test.ts'])),
]
export default { test: { projects } }
`,
  })
  for (const name of readdirSync(example).filter((file) => !file.includes('.test.')))
    cpSync(join(example, name), project.path(`test/${name}`))
  const recorded = readFileSync(join(recordings, 'looks-the-order-up-and-streams-the-answer.json'), 'utf8')
  project.write('__cassettes__/test/agent.test.ts/finds-the-order.json', recorded)
  project.write('__cassettes__/test/server.test.ts/beside-a-server.json', recorded)
  const forced = 'tries-again-after-a-429-and-goes-on-with-the-recording'
  project.write(`__cassettes__/test/forced.test.ts/${forced}.json`, recorded)
  const [asked] = (JSON.parse(recorded) as { interactions: readonly object[] }).interactions
  const headers = { 'content-type': 'application/json' }
  const plain = { ...asked, response: { status: 200, headers, body: { json: { object: 'chat.completion' } } } }
  project.write(
    '__cassettes__/test/bypass.test.ts/an-answer-that-is-patched.json',
    JSON.stringify({ ...(JSON.parse(recorded) as object), interactions: [plain] }),
  )
  const before = project.state()

  const run = await project.vitest()
  expect(run.exitCode, run.output).toBe(0)
  // All but that of several projects ask, the first of them four times.
  expect(run.output).toContain(`Cassettes  ${configs.length + 2} replayed`)
  expect(project.state()).toEqual(before)

  // The output of the forced answers, as the page shows it.
  const shown = codeBlocks(readFileSync(join(repository, 'docs/recipes.md'), 'utf8')).find(({ text }) =>
    text.includes('forced.test.ts'),
  )
  const alone = await project.vitest(['--project=first', 'test/forced.test.ts', '--reporter=verbose'])
  const lines = shown!.text.split('\n').filter(Boolean)
  expect(lines.length).toBeGreaterThan(5)
  // The page has no projects, and no times.
  const output = alone.output.replaceAll(/\|first\| | \d+ms$/gm, '')
  for (const line of lines) expect(output).toContain(`${line}\n`)
})
