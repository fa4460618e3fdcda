/** One way to run tests: the options of its Vitest project, and the differences of its test file. */
interface Way {
  readonly name: string
  /** Options of the project, under `test`. */
  readonly test?: object
  /** Code before the tests of the file. */
  readonly before?: string
  /** Tests that replace the usual ones. */
  readonly tests?: string
  /** Further files. */
  readonly files?: Readonly<Record<string, string>>
  readonly usesGlobals?: boolean
  /** Why its requests wait forever, for the table. */
  readonly stalls?: string
}

const fakeTimers = `
import { afterEach, beforeEach, vi } from 'vitest'
beforeEach(() => vi.useFakeTimers({ now: new Date('2001-02-03') }))
afterEach(() => vi.useRealTimers())
`

const sequential = `
test(way + ': plain', async () => expect(await ask('Hello')).toBe('You said: Hello'))
test(way + ': stream', async () => {
  const response = await send('one two three', { stream: true })
  const decoder = new TextDecoder()
  const words: string[] = []
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
    for (const [, data] of decoder.decode(chunk).matchAll(/^data: (\\{.*)$/gm)) words.push(JSON.parse(data!).choices[0].delta.content)
  expect(words).toEqual(['You ', 'said: ', 'one ', 'two ', 'three'])
})
test(way + ': an SDK streams', async () => {
  const { default: OpenAI } = await import('openai')
  const client = new OpenAI({ apiKey: 'k', maxRetries: 0, dangerouslyAllowBrowser: true })
  const words: string[] = []
  const messages = [{ role: 'user', content: 'four five' }] as never
  for await (const chunk of await client.chat.completions.create({ model: 'm', stream: true, messages })) words.push(chunk.choices[0]!.delta.content!)
  expect(words.join('')).toBe('You said: four five')
})
test(way + ': misses', async () => {
  if (process.env.MISS) await ask('never recorded')
})
`

const tests = `${sequential}
test.concurrent(way + ': one', async () => expect(await Promise.all(['a', 'b'].map(ask))).toEqual(['You said: a', 'You said: b']))
test.concurrent(way + ': other', async () => expect(await Promise.all(['b', 'c'].map(ask))).toEqual(['You said: b', 'You said: c']))
`

const fakedTests = `${sequential}
test(way + ': the date stays mocked', async () => {
  await ask('Hello')
  expect(new Date().getFullYear()).toBe(2001)
})
`

/** All functions that Vitest can fake. The pool `forks` refuses `nextTick`. */
const stalledTests = `
test(way + ': waits', { timeout: 2_000 }, async () => {
  vi.useFakeTimers({ toFake: ['nextTick', 'queueMicrotask', 'setTimeout', 'setInterval', 'setImmediate', 'Date', 'performance'] })
  await ask('Hello')
})
`

/** A replaced client makes no requests, so nothing is recorded. */
const ownClients = `
import OpenAI from 'openai'
vi.mock('openai', () => ({ default: class { chat = { completions: { create: async () => 'mocked' } } } }))

test(way + ': stubbed', async () => {
  vi.stubGlobal('fetch', async () => new Response('stubbed'))
  expect(await (await fetch('https://api.openai.com/v1/models')).text()).toBe('stubbed')
  vi.unstubAllGlobals()
  expect(await ask('not stubbed')).toBe('You said: not stubbed')
})
test(way + ': mocked', async () => expect(await new OpenAI().chat.completions.create({} as never)).toBe('mocked'))
test(way + ': misses', async () => {
  if (process.env.MISS) await ask('never recorded')
})
`

export const ways: readonly Way[] = [
  ...['forks', 'threads', 'vmThreads', 'vmForks'].map((pool) => ({ name: `pool ${pool}`, test: { pool } })),
  { name: 'isolate: false', test: { isolate: false } },
  { name: 'fileParallelism: false', test: { fileParallelism: false } },
  { name: 'environment jsdom', test: { environment: 'jsdom' } },
  { name: 'environment happy-dom', test: { environment: 'happy-dom' } },
  { name: 'environment edge-runtime', test: { environment: 'edge-runtime' } },
  { name: 'globals: true', test: { globals: true }, usesGlobals: true },
  { name: 'fake timers, mocked Date', before: fakeTimers, tests: fakedTests },
  {
    name: 'fake timers, nextTick and queueMicrotask too',
    test: { pool: 'threads' },
    before: `import { afterEach, vi } from 'vitest'\nafterEach(() => vi.useRealTimers())`,
    tests: stalledTests,
    stalls:
      "Node's own clients wait for both, also without the plugin. The test times out, and its error names the faked timers. " +
      'See [faked microtasks](discoveries/faked-microtasks.md).',
  },
  { name: 'vi.stubGlobal, vi.mock', before: `import { vi } from 'vitest'`, tests: ownClients },
]

/** Folder of a way. */
export const folder = (way: Way): string => way.name.replaceAll(/\W+/g, '-').replaceAll(/^-|-$/g, '')

/** Helpers inside every test file, because environments load modules differently. */
const helpers = `
const send = (content: string, init: object = {}) =>
  fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content }], ...init }),
  })
const ask = async (content: string) => {
  const response = await send(content)
  const body = await response.json()
  if (!response.ok) throw new Error(body.error.message)
  return body.choices[0].message.content
}
`

/** Each way has two files, which may share a process. The second has one test. */
export function filesOf(way: Way): Record<string, string> {
  const name = `const way = ${JSON.stringify(way.name)}\n`
  const imports = way.usesGlobals ? '' : `import { expect, test } from 'vitest'\n`
  const second = `test(way + ': second file', async () => expect(await ask('Hello')).toBe('You said: Hello'))\n`
  return {
    [`${folder(way)}/a.test.ts`]: imports + (way.before ?? '') + '\n' + name + helpers + (way.tests ?? tests),
    [`${folder(way)}/b.test.ts`]: imports + name + helpers + second,
  }
}

/** Every way is a Vitest project of one run. */
export const projects: readonly object[] = ways.map((way) => ({
  extends: true,
  test: { name: folder(way), include: [`${folder(way)}/*.test.ts`], ...way.test },
}))
