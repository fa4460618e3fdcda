import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatCompletion, json, startProvider } from '../support/provider.ts'

const tests = `
import { expect } from 'vitest'
import { test } from 'vitest-cassette'
import { ask } from './ask.js'

const agent = async (cassette) => { await ask('Use the tools'); await ask('Thank you'); await cassette.wrap('grade', async () => 'good')('all') }

test('meets what is expected', async ({ cassette }) => {
  expect(cassette).not.toHaveCalled()
  expect(cassette).toStayWithin({ calls: 0, tokens: 0 })
  await agent(cassette)
  expect(cassette).toHaveCalled()
  expect(cassette).toHaveCalled({ provider: 'openai' })
  expect(cassette).toHaveCalled({ provider: 'openai', model: /^gpt-5/ })
  expect(cassette).toHaveCalled({ model: expect.stringContaining('mini') })
  expect(cassette).toHaveCalled({ wrapped: 'grade' })
  expect(cassette).not.toHaveCalled({ provider: 'anthropic' })
  expect(cassette).not.toHaveCalled({ provider: 'openai', wrapped: 'grade' })
  expect(cassette).toHaveUsedTools(['search', 'book'])
  expect(cassette).not.toHaveUsedTools(['pay', 'cancel'])
  cassette.tool('pay', { effect: 'unknown' })
  expect(cassette).toHaveUsedTools(['pay'])
  expect(cassette).toStayWithin({ calls: 3, tokens: 30 })
  expect(cassette).toStayWithin({ calls: 3 })
  expect(cassette).not.toStayWithin({ calls: 2, tokens: 30 })
  expect(cassette).not.toStayWithin({ tokens: 29 })
})

const expectations = {
  'another model': (cassette) => expect(cassette).toHaveCalled({ provider: 'openai', model: 'gpt-5' }),
  'no call': (cassette) => expect(cassette).not.toHaveCalled({ provider: 'openai' }),
  'all tools': (cassette) => expect(cassette).toHaveUsedTools(['search', 'pay']),
  'no tool': (cassette) => expect(cassette).not.toHaveUsedTools(['book', 'pay']),
  'fewer calls': (cassette) => expect(cassette).toStayWithin({ calls: 2, tokens: 1000 }),
  'more tokens': (cassette) => expect(cassette).not.toStayWithin({ tokens: 1000 }),
  'an unknown word': (cassette) => expect(cassette).toHaveCalled({ modle: 'gpt-5' }),
  'an unknown limit': (cassette) => expect(cassette).toStayWithin({ call: 1 }),
  'no limit': (cassette) => expect(cassette).toStayWithin({ calls: undefined }),
  'no list': (cassette) => expect(cassette).toHaveUsedTools('search'),
  'no cassette': () => expect({}).toHaveUsedTools([]),
}
for (const [name, check] of Object.entries(expectations)) test(name, async ({ cassette }) => { await agent(cassette); check(cassette) })

test('is off', ({ cassette }) => { if (cassette.mode === 'off') expect(cassette).toStayWithin({ calls: 1 }) })
`

const messages = {
  'another model': `Error: expected the test to have called {"model": "gpt-5", "provider": "openai"}

Received:

  1. openai gpt-5-mini, 1 message: "Use the tools"
  2. openai gpt-5-mini, 1 message: "Thank you"
  3. grade("all")

Number of calls: 3`,
  'no call': `expected the test not to have called {"provider": "openai"}`,
  'all tools': `expected the test to have used the tools ["search", "pay"]`,
  'no tool': `expected the test not to have used the tools ["book", "pay"], but it has used ["book"]`,
  'fewer calls': 'expected the test to stay within 2 calls and 1,000 tokens, but it took 3 calls and 30 tokens',
  'more tokens': 'expected the test not to stay within 1,000 tokens, but it took 3 calls and 30 tokens',
  'an unknown word':
    'CassetteConfigError: Unknown option "modle" in toHaveCalled({ … }). Did you mean "model"?\n\n  Valid: provider, model, wrapped',
  'an unknown limit':
    'CassetteConfigError: Unknown option "call" in toStayWithin({ … }). Did you mean "calls"?\n\n  Valid: calls, tokens',
  'no limit':
    'CassetteConfigError: toStayWithin() has no limit, so nothing could exceed it. Set calls, tokens, or both.',
  'no list':
    "CassetteConfigError: toHaveUsedTools() takes a list of names: expect(cassette).toHaveUsedTools(['search'])",
  'no cassette': 'CassetteConfigError: toHaveUsedTools() is for the cassette of a test',
}

const toolCalls = ['search', 'book'].map((name, index) => ({
  id: `call-${index}`,
  type: 'function',
  function: { name, arguments: '{}' },
}))

test('a test can say what it expects of its traffic, and is told what came instead', async () => {
  const provider = await startProvider(({ body }, response) => {
    const answer = chatCompletion('Done') as { choices: Array<{ message: object }> }
    if (body.includes('Use the tools')) Object.assign(answer.choices[0]!.message, { tool_calls: toolCalls })
    json(response, 200, answer)
  })
  const project = new Project({ ...askModule, 'matchers.test.ts': tests })
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  await provider.close()
  const replayed = await project.vitest()
  for (const { tests, output } of [recorded, replayed]) {
    expect(tests['meets what is expected']).toEqual({ status: 'passed', errors: [] })
    for (const [name, message] of Object.entries(messages))
      expect([name, tests[name]?.errors.join()]).toEqual([name, expect.stringContaining(message)])
    expect(output).toContain('-   "pay",\n+   "book",')
  }
  const off = await project.vitest(['-t', 'is off'], { env: { CASSETTE_MODE: 'off' } })
  expect(off.tests['is off']?.errors.join()).toContain(
    'CassetteConfigError: expect(cassette).toStayWithin() needs the plugin, and its mode is off.',
  )
})
