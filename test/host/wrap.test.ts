import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

/** These exist only while recording. */
const model = `
import { ask } from './ask.ts'
import { note } from './note.ts'
let count = 0
export const classify = async (text: string, options?: object) => {
  note('called', text)
  return { label: text.length > 5 ? 'long' : 'short', options: options ?? null, count: ++count }
}
export const nothing = async () => {}
export async function* pieces(count: number) {
  note('called', count)
  try { for (let index = 0; index < count; index++) yield { index, text: 'piece ' + index } } finally { note('ended', count) }
}
export const plainPieces = (count: number) => pieces(count)
export async function* breaks() { yield 'one'; throw new RangeError('broke') }
export async function* breaksAtOnce() { throw new RangeError('broke at once') }
class ModelError extends Error {}
export const counter = { step: 2, async add(this: { step: number }, to: number) { return to + this.step } }
export const fails = async (how: string) => {
  if (how === 'type') throw new TypeError('no such field')
  if (how === 'own') throw Object.assign(new ModelError('too long'), { code: 'context_length' })
  if (how === 'limit') throw new (await import('./errors.ts')).RateLimit(30)
  if (how === 'exit') throw Object.assign(new Error('Command failed'), { code: 2, cause: new SyntaxError('line 3') })
  throw 'just text'
}
let tries = 0
export const flaky = async () => {
  if (++tries === 1) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  return 'up'
}
export const down = async () => { throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }) }
export const asks = async (text: string) => (await ask(text)) + (Math.random() < 2 ? '!' : '')
export const gives = async (what: string) => what === 'date' ? { at: [new Date()] } : { ratio: Number.NaN }
export const echo = async (text: string) => ({ said: text, authorization: 'Bearer ' + process.env.OPENAI_API_KEY })
`

const tests = `
import { expect } from 'vitest'
import { test } from 'vitest-cassette'
import { note } from './note.ts'

const model = process.env.UPSTREAM === undefined ? {} : await import('./model.ts')
const { CHANGED } = process.env
const all = async (chunks) => { const list = []; for await (const chunk of chunks) list.push(chunk); return list }

test('values', async ({ cassette }) => {
  const classify = cassette.wrap('classify', model.classify)
  expect(await classify('hello world', { deep: [1, null], left: undefined })).toEqual({ label: 'long', options: { deep: [1, null] }, count: 1 })
  expect(await classify('again', undefined)).toMatchObject({ count: 2, options: null })
  expect(await classify('again')).toMatchObject({ count: 3 })
  expect(await cassette.wrap('nothing', model.nothing)()).toBeUndefined()
  await cassette.step('sort', () => cassette.lane('other', () => classify('in a lane')))
  expect(cassette.steps[0].interactions.map(({ lane, step }) => [lane, step])).toEqual([['other', 'sort']])
  expect(cassette.run).toMatchObject({ classification: 'success', calls: 5 })
  expect(cassette.calls.live + cassette.calls.offline).toBe(5)
})

test('chunks', async ({ cassette }) => {
  for (const run of [model.pieces, model.plainPieces]) {
    const pieces = cassette.wrap('pieces', run)
    expect(await all(pieces(3))).toEqual([0, 1, 2].map((index) => ({ index, text: 'piece ' + index })))
    expect(await all(pieces(0))).toEqual([])
    for await (const { index } of pieces(9)) if (index === 1) break
  }
  const left = cassette.wrap('left', model.pieces)(7)
  expect((await left.next()).value.index).toBe(0)
  const lazy = cassette.wrap('lazy', async function* (count) { yield* (await import('./model.ts')).pieces(count) })
  const never = lazy(5)
  expect(await all(lazy(1))).toHaveLength(1)
  const seen = []
  const breaks = cassette.wrap('breaks', model.breaks)
  await expect((async () => { for await (const chunk of breaks()) seen.push(chunk) })()).rejects.toThrow(RangeError)
  expect(seen).toEqual(['one'])
  await expect(all(cassette.wrap('breaksAtOnce', model.breaksAtOnce)())).rejects.toThrow(new RangeError('broke at once'))
})

test('errors', async ({ cassette }) => {
  const fails = cassette.wrap('fails', model.fails)
  const caught = (how) => fails(how).catch((error) => error)
  const type = await caught('type')
  expect([type instanceof TypeError, type.name, type.message]).toEqual([true, 'TypeError', 'no such field'])
  expect(await caught('own')).toMatchObject({ message: 'too long', code: 'context_length' })
  const exit = await caught('exit')
  expect([exit.message, exit.code, exit.cause.name, exit.cause.message]).toEqual(['Command failed', 2, 'SyntaxError', 'line 3'])
  note('own', (await caught('own')).name)
  note('text', await caught('text'))
})

test('classes of errors, and this', async ({ cassette }) => {
  const { RateLimit } = await import('./errors.ts')
  const error = await cassette.wrap('fails', model.fails, { errors: [RateLimit] })('limit').catch((thrown) => thrown)
  expect(error).toBeInstanceOf(RateLimit)
  expect([error.constructor, error.message, error.seconds, error.retry()]).toEqual([RateLimit, 'wait', 30, 60])
  const plain = await cassette.wrap('fails', model.fails)('limit').catch((thrown) => thrown)
  expect([plain.seconds, plain.headers]).toEqual([30, { 'retry-after': '30' }])
  expect(await { step: 2, add: cassette.wrap('add', model.counter?.add) }.add(5)).toBe(7)
})

test('kinds', async ({ cassette }) => {
  const isChanged = CHANGED !== undefined
  if (isChanged) {
    await all(cassette.wrap('classify', async function* () {})('x')).catch(() => {})
    await cassette.wrap('pieces', async () => {})(1).catch(() => {})
  } else {
    await cassette.wrap('classify', model.classify)('x')
    await all(cassette.wrap('pieces', model.pieces)(1))
  }
})

test('asks a provider inside', async ({ cassette }) => {
  expect(await cassette.wrap('asks', model.asks)('Hello')).toBe('You said: Hello!')
})

test('goes up', async ({ cassette }) => {
  const flaky = cassette.wrap('flaky', model.flaky)
  expect(await flaky().catch(() => flaky())).toBe('up')
})

test('hides secrets', async ({ cassette }) => {
  await cassette.wrap('echo', model.echo)('my key is sk-proj-4XbqW8mT2nKc9vRz5LpY7hJd3sFg6aQe1uIo0wBx')
})

test('changes', async ({ cassette }) => {
  const classify = cassette.wrap('classify', model.classify)
  await classify('A table for ' + (CHANGED ? 'four' : 'two'), { city: 'Bern' })
})

test('asks too often', async ({ cassette }) => {
  const pieces = cassette.wrap('pieces', model.pieces)
  for (let round = 0; round < (CHANGED ? 2 : 1); round++) await all(pieces(2)).catch((error) => note('told', [error.name, error.code, error.message]))
})

test('asks less', async ({ cassette }) => {
  if (!CHANGED) await cassette.wrap('classify', model.classify)('more')
})

test('reads further', async ({ cassette }) => {
  for await (const { index } of cassette.wrap('pieces', model.pieces)(4)) if (index === 1 && !CHANGED) break
})
`

const refused = `
import { test } from 'vitest-cassette'
import * as model from './model.ts'
const all = async (chunks: AsyncIterable<unknown>) => { for await (const _ of chunks); }
test('gives a date', async ({ cassette }) => { await cassette.wrap('gives', model.gives)('date').catch(() => {}) })
test('gives no number', async ({ cassette }) => { await cassette.wrap('gives', model.gives)('number').catch(() => {}) })
test('takes a date', async ({ cassette }) => { await cassette.wrap('classify', model.classify)('now', { when: new Date() }).catch(() => {}) })
test('takes a circle', async ({ cassette }) => {
  const around: { list: unknown[] } = { list: [] }
  around.list.push(around)
  await cassette.wrap('classify', model.classify)('round', around).catch(() => {})
})
test('yields a map', async ({ cassette }) => {
  await all(cassette.wrap('maps', async function* () { yield 1; yield { a: new Map() } })()).catch(() => {})
})
test('returns at the end', async ({ cassette }) => {
  await all(cassette.wrap('returns', async function* () { yield 1; return 2 })()).catch(() => {})
})
test('throws an object', async ({ cassette }) => {
  await cassette.wrap('throws', async () => { throw { reason: 'none' } })().catch(() => {})
})
test('is down', async ({ cassette }) => { await cassette.wrap('down', model.down)().catch(() => {}) })
test('has no function', async ({ cassette }) => { await cassette.wrap<typeof model.classify>('classify')('x').catch(() => {}) })
`

const refusals = {
  'gives a date': 'CassetteWrapError: A call of gives cannot be recorded: value.at[0] is a Date',
  'gives no number': 'CassetteWrapError: A call of gives cannot be recorded: value.ratio is NaN',
  'takes a date': 'CassetteWrapError: A call of classify cannot be recorded: arguments[1].when is a Date',
  'takes a circle':
    'CassetteWrapError: A call of classify cannot be recorded: arguments[1].list[0] is an object that holds it: a circle',
  'yields a map': 'CassetteWrapError: A call of maps cannot be recorded: chunk 2.a is a Map',
  'returns at the end':
    'CassetteWrapError: A call of returns cannot be recorded: the value that it returns after its chunks is none of them: yield it',
  'throws an object':
    'CassetteWrapError: A call of throws cannot be recorded: what it throws is neither an error nor a text',
  'is down': 'CassetteRecordingError: Nothing was recorded',
  'has no function': 'CassetteWrapError: A call of classify cannot be made: there is no function for it',
}

test('wrapped functions are recorded and replayed as requests are, and a replay needs none of them', async () => {
  const provider = await chatProvider()
  const project = new Project({
    ...askModule,
    ...noteModule,
    'errors.ts': `export class RateLimit extends Error {\n  seconds: number\n  headers: object\n  constructor(seconds: number) { super('wait'); this.seconds = seconds; this.headers = { 'retry-after': String(seconds) } }\n  retry() { return this.seconds * 2 }\n}\n`,
    'model.ts': model,
    'wrap.test.ts': tests,
    'refused.test.ts': refused,
  })
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  const passed = Object.entries(recorded.tests).filter(([name]) => !(name in refusals))
  expect(passed).toEqual(passed.map(([name]) => [name, { status: 'passed', errors: [] }]))
  expect(passed).toHaveLength(12)
  for (const [name, text] of Object.entries(refusals))
    expect([name, recorded.tests[name]?.errors.join()]).toEqual([name, expect.stringContaining(text)])
  expect(project.files('__cassettes__/refused.test.ts')).toEqual([])
  // Nobody closed the refused streams.
  expect(recorded.output).not.toContain('↳ nothing was sent')
  expect(recorded.output).not.toContain('the test ended while')
  // The requests of the function are a part of it.
  expect(provider.requests).toHaveLength(1)
  await provider.close()
  const first = takeNotes(project)
  expect(first['called']?.length).toBeGreaterThan(10)
  expect(first['ended']).toContain(9)

  const whole = project
    .files('__cassettes__')
    .map((path) => project.read(path))
    .join('')
  expect(whole).not.toMatch(/sk-proj-4Xbq|sk-test-secret/)
  expect(project.json('__cassettes__/wrap.test.ts/goes-up.json').interactions).toHaveLength(1)
  const [call] = project.json('__cassettes__/wrap.test.ts/values.json').interactions
  expect(call).toMatchObject({
    request: { method: 'CALL', url: 'wrap://classify', body: { json: ['hello world', { deep: [1, null] }] } },
    response: { status: 200, headers: { 'content-type': 'application/json' }, body: { json: { label: 'long' } } },
  })
  const chunked = project.json('__cassettes__/wrap.test.ts/chunks.json').interactions
  expect(chunked.find(({ request }: any) => request.url === 'wrap://left').response).toMatchObject({
    body: { ndjson: [{ index: 0 }] },
    aborted: true,
  })
  const broken = chunked.at(-2)
  expect(broken.response).toMatchObject({
    body: { ndjson: ['one'] },
    failure: { name: 'RangeError', message: 'broke' },
  })

  rmSync(project.path('model.ts'))
  rmSync(project.path('refused.test.ts'))
  const before = project.state()
  const replayed = await project.vitest()
  expect(replayed.tests).toEqual(Object.fromEntries(passed))
  expect(takeNotes(project)).toEqual({ own: ['ModelError'], text: ['just text'] })

  const changed = await project.vitest([], { env: { CHANGED: '1', CASSETTE_RUN_ID: 'changed' } })
  const errorsOf = (name: string): string | undefined => changed.tests[name]?.errors.join()
  expect(errorsOf('changes')).toContain('No recorded answer: CALL classify')
  expect(errorsOf('changes')).toContain('asked      classify("A table for four",{"city":"Bern"})')
  expect(errorsOf('changes')).toContain('[0]')
  const pages = project.files('.vitest-cassette/runs/changed').filter((path) => path.endsWith('/changes.html'))
  expect(pages).toHaveLength(1)
  const page = project.read(pages[0]!)
  expect(page).toMatch(/parameter 1[^]*A table for <del>two<\/del>[^]*parameter 1[^]*A table for <ins>four<\/ins>/)
  expect(page).toMatch(/1 part the same: function[^]*1 part the same: parameter 2/)
  expect(errorsOf('asks too often')).toContain('No answer left: CALL pieces')
  expect(takeNotes(project)['told']).toEqual([
    ['CassetteExhaustedError', 'CASSETTE_EXHAUSTED', 'No answer left: CALL pieces'],
  ])
  expect(errorsOf('kinds')).toContain('A call of classify is recorded with a value, and the function gives chunks now')
  expect(errorsOf('kinds')).toContain('A call of pieces is recorded with chunks, and the function gives a value now')
  expect(errorsOf('asks less')).toContain('1 of 1 recorded interaction was not used')
  expect(errorsOf('asks less')).toContain('classify("more")')
  expect(errorsOf('reads further')).toContain(
    'CassetteWrapError: A call of pieces is recorded up to chunk 2: no more chunks were read while recording',
  )
  expect(project.state()).toEqual(before)
  const checked = await project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'check'])
  expect([checked.exitCode, checked.output]).toEqual([0, expect.stringContaining('12 cassettes')])
})
