import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const files = {
  ...askModule,
  'vitest.config.js': `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const { UPSTREAM, GUARDRAILS = '{}' } = process.env
export default defineConfig({ plugins: [cassettes({ guardrails: JSON.parse(GUARDRAILS), ...(UPSTREAM && { upstream: { '*': UPSTREAM } }) })] })
`,
  'agent.test.ts': `
import { test } from 'vitest'
import { ask } from './ask.js'
test('circles', async () => { for (let round = 0; round < 4; round++) { await ask('Look again'); await ask('Round ' + round) } })
test('works', async () => { for (const city of ['Bern', 'Rome', 'Oslo']) await ask('A table in ' + city) })
test.skip('is left out', () => {})
`,
}

const stuck = `CassetteGuardrailError: The agent is stuck: 4 times the same request and the same answer

  cassette   __cassettes__/agent.test.ts/circles.json

  #1  POST api.openai.com/v1/chat/completions
      openai gpt-5-mini, 1 message: "Look again"

  These are calls 1, 3, 5 and 7 of the test. If the test needs them:
    cassettes({ guardrails: { maxRevisits: 4 } })`

/** The same where it fails nothing: in the summary, its blank lines left out. */
const warning = `    Warning  The agent is stuck: 4 times the same request and the same answer
             in __cassettes__/agent.test.ts/circles.json
             #1  POST api.openai.com/v1/chat/completions
             openai gpt-5-mini, 1 message: "Look again"
             These are calls 1, 3, 5 and 7 of the test. If the test needs them:
             cassettes({ guardrails: { maxRevisits: 4 } })
`

const tooManyCalls = `CassetteGuardrailError: The test has used 3 calls, 2 are allowed

  cassette   __cassettes__/agent.test.ts/works.json

  #3  POST api.openai.com/v1/chat/completions
      openai gpt-5-mini, 1 message: "A table in Oslo"

  If the test needs them, allow them:
    cassettes({ guardrails: { maxCalls: 3 } })`

const tooManyTokens = `CassetteGuardrailError: The test has used 45 tokens, 44 are allowed

  cassette   __cassettes__/agent.test.ts/works.json

  #1  POST api.openai.com/v1/chat/completions: 15 tokens
      openai gpt-5-mini, 1 message: "A table in Bern"`

const guardrails = (limits: object): Record<string, string> => ({ GUARDRAILS: JSON.stringify(limits) })

test('an agent in circles is warned of, or fails, and so does a test that takes more than it may', async () => {
  const provider = await chatProvider()
  const project = new Project(files)
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect([recorded.exitCode, recorded.tests['circles']?.status]).toEqual([0, 'passed'])
  expect(recorded.output).toContain(warning)
  expect(recorded.output).not.toMatch(/CassetteGuardrailError|--trace-warnings/)
  const [run = ''] = project.files('.vitest-cassette/runs').filter((path) => path.endsWith('run.json'))
  expect(project.json(run).tests[0]).toMatchObject({
    name: 'circles',
    warnings: [{ about: 'stuck', positions: [1, 3, 5, 7], text: expect.stringContaining('The agent is stuck') }],
  })

  const before = project.state()
  const spent = provider.requests.length
  const limits = guardrails({ onStuck: 'fail', maxCalls: 2, maxTokens: 44 })
  const replayed = await project.vitest([], { env: limits })
  expect(replayed.tests['circles']?.errors.join()).toContain(stuck)
  const errors = replayed.tests['works']?.errors.join()
  expect(errors).toContain(tooManyCalls)
  expect(errors).toContain(tooManyTokens)

  // While recording, what would be too much is not paid for, and the cassette stays.
  const refreshed = await project.vitest(
    ['--mode', 'refresh', '-t', 'works'],
    recording(provider, guardrails({ maxCalls: 2 })),
  )
  expect(provider.requests.length - spent).toBe(2)
  expect(refreshed.tests['works']?.errors.join()).toContain(
    'CassetteGuardrailError: The test has used 2 calls, 2 are allowed; no further live call was made',
  )
  const short = await project.vitest(
    ['--mode', 'refresh', '-t', 'works'],
    recording(provider, guardrails({ maxTokens: 15 })),
  )
  expect(provider.requests.length - spent).toBe(3)
  expect(short.tests['works']?.errors.join()).toContain(
    'CassetteGuardrailError: The test has used 15 tokens, 15 are allowed; no further live call was made',
  )
  const cassettes = (state: Record<string, string>): unknown =>
    Object.entries(state).filter(([path]) => path.startsWith('__cassettes__'))
  expect(cassettes(project.state())).toEqual(cassettes(before))
})
