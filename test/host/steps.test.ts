import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const tests = `
import { expect } from 'vitest'
import { test } from 'vitest-cassette'
import { ask, send } from './ask.js'

const streamed = (content) => ({ body: JSON.stringify({ model: 'gpt-5-mini', stream: true, messages: [{ role: 'user', content }] }) })
const read = async (response) => { for await (const piece of response.body); }
const refuse = (text) => { throw new TypeError(text) }

test('nests, at the same time too', async ({ cassette }) => {
  const book = (city) =>
    cassette.step('book {city}', { params: { city } }, async () => {
      await ask('A table in ' + city)
      await cassette.step('pay', async () => { await ask('Pay in ' + city) })
      await cassette.lane('other', () => ask('And a taxi in ' + city))
      return city
    })
  expect(await Promise.all([book('Bern'), book('Rome')])).toEqual(['Bern', 'Rome'])
  await ask('outside')
  expect(cassette.steps.map(({ name, state }) => [name, state])).toEqual([['book Bern', 'passed'], ['book Rome', 'passed']])
  for (const { name, interactions, steps, usage } of cassette.steps) {
    const city = name.split(' ')[1]
    expect(interactions.map(({ request }) => request.body.json.messages[0].content)).toEqual(['A table in ' + city, 'Pay in ' + city, 'And a taxi in ' + city])
    expect(steps.map((step) => [step.name, step.interactions.length, step.usage.input])).toEqual([['pay', 1, 10]])
    expect(usage).toEqual({ input: 30, output: 15, cached: 0, reasoning: 0 })
  }
})

test('is recovered', async ({ cassette }) => {
  const seen = []
  const found = await cassette.step('find', { recover: async (error) => { seen.push(error.message, cassette.steps[0].state); return ask('again') } }, async () => {
    await ask('once')
    refuse('nothing found')
  })
  expect(found).toBe('You said: again')
  expect(seen).toEqual(['nothing found', 'running'])
  const [step] = cassette.steps
  expect([step.state, step.errors.length, step.interactions.length, step.usage.output]).toEqual(['recovered', 1, 2, 10])
})

test('is known as failed before its failure leaves it', async ({ cassette }) => {
  const error = await cassette.step('outer', async () => {
    try {
      await cassette.step('inner', async () => { await read(await send('once', streamed('once'))); refuse('broken') })
    } catch (error) {
      const [{ state, steps: [inner] }] = cassette.steps
      expect([state, inner.state, inner.errors[0] === error, inner.interactions.length]).toEqual(['running', 'failed', true, 1])
      throw error
    }
  }).catch((error) => error)
  expect(error).toBeInstanceOf(TypeError)
})

test('fails twice', async ({ cassette }) => {
  await cassette.step('trip', () =>
    cassette.step('book {city}', {
      params: { city: 'Bern {city}' },
      failureMessage: 'no table found in {city}, nor in {other}',
      recover: async () => { await ask('by phone'); throw new RangeError('nobody answers') },
    }, async () => { await ask('online'); refuse('closed\\nfor today') }),
  ).catch((error) => {
    expect([error.name, error.code, error.cause.message]).toEqual(['CassetteStepError', 'CASSETTE_STEP', 'closed\\nfor today'])
    expect(error.errors.map(({ name }) => name)).toEqual(['TypeError', 'RangeError'])
    const [{ steps: [step] }] = cassette.steps
    expect([step.state, step.errors, step.usage.input]).toEqual(['failed', error.errors, 20])
    throw error
  })
})

test('needs no cassette', async ({ cassette }) => {
  const failing = { failureMessage: 'no {what}', params: { what: 'luck' } }
  await expect(cassette.step('try', failing, () => refuse('why'))).rejects.toThrow(/^no luck\\n\\n  step       try\\n  error      TypeError: why$/)
  expect(await cassette.step('try', { ...failing, recover: () => 'found' }, () => refuse('why'))).toBe('found')
  if (cassette.mode === 'off') expect(await cassette.wrap('double', async (value) => value * 2)(21)).toBe(42)
  expect(cassette.steps.length).toBe(cassette.mode === 'off' ? 0 : 2)
})
`

const page = `CassetteStepError: no table found in Bern {city}, nor in {other}

  step       trip > book Bern {city}
  calls      2, 30 tokens
  error      TypeError: closed
  recovery   RangeError: nobody answers`

test('steps name parts of a test in its cassette, in what it sees, and in what a person reads', async () => {
  const provider = await chatProvider()
  const project = new Project({ ...askModule, 'steps.test.ts': tests })
  const recorded = await project.vitest(
    ['--mode', 'record', '--outputFile.vitest-cassette=out.json'],
    recording(provider),
  )
  const document = project.json('out.json')
  await provider.close()
  const replayed = await project.vitest()
  const off = await project.vitest(['-t', 'needs no cassette'], { env: { CASSETTE_MODE: 'off' } })
  for (const run of [recorded, replayed]) {
    const { 'fails twice': twice, ...others } = run.tests
    expect(others).toEqual(
      Object.fromEntries(Object.keys(others).map((name) => [name, { status: 'passed', errors: [] }])),
    )
    expect(Object.keys(others)).toHaveLength(4)
    expect(twice?.errors.join()).toContain(page)
    expect(run.output).toContain('Caused by: TypeError: closed')
  }
  expect(off.tests['needs no cassette']).toEqual({ status: 'passed', errors: [] })
  // In the document of the run, without what stood for its parameters.
  const stepsOf = (name: string): any => document.tests.find((one: any) => one.name === name).steps
  const usage = (calls: number): object => ({ input: 10 * calls, output: 5 * calls, cached: 0, reasoning: 0 })
  const book = {
    state: 'passed',
    calls: 3,
    usage: usage(3),
    steps: [{ name: 'pay', state: 'passed', calls: 1, usage: usage(1), steps: [] }],
  }
  expect(stepsOf('nests, at the same time too')).toEqual([
    { ...book, name: 'book {city} #1' },
    { ...book, name: 'book {city} #2' },
  ])
  const failed = { state: 'failed', calls: 2, usage: usage(2) }
  expect(stepsOf('fails twice')).toEqual([
    { name: 'trip', ...failed, steps: [{ name: 'book {city}', ...failed, steps: [] }] },
  ])
  const { interactions } = project.json('__cassettes__/steps.test.ts/nests-at-the-same-time-too.json')
  const names = interactions.map(({ request, step }: any) => [request.body.json.messages[0].content, step])
  expect(Object.fromEntries(names)).toEqual({
    'A table in Bern': 'book Bern',
    'A table in Rome': 'book Rome',
    'Pay in Bern': 'book Bern > pay',
    'Pay in Rome': 'book Rome > pay',
    'And a taxi in Bern': 'book Bern',
    'And a taxi in Rome': 'book Rome',
    outside: undefined,
  })
})
