import { expect, test } from 'vitest'
import { recording } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

/** An app whose prompt and whose use of answers the environment changes. */
const app = `
interface Message { readonly role: string; readonly content: string; readonly tool_call_id?: string }

const system = { role: 'system', content: process.env.PROMPT ?? 'You are a support agent. Be brief.' }

async function send(messages: readonly Message[]): Promise<string> {
  const response = await fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY },
    body: JSON.stringify({ model: 'gpt-5-mini', messages: [system, ...messages] }),
  })
  return (await response.json()).choices[0].message.content
}

const user = (content: string): Message => ({ role: 'user', content })

export async function talk(...questions: string[]): Promise<string> {
  const messages: Message[] = []
  for (const question of questions) {
    messages.push(user(question))
    messages.push({ role: 'assistant', content: await send(messages) })
  }
  return messages.at(-1)!.content
}

export async function quote(question: string): Promise<string> {
  const answer = await send([user(question)])
  return send([user('Translate: ' + (process.env.LOUD ? answer.toUpperCase() : answer))])
}

export async function lookUp(order: string): Promise<string> {
  const status = process.env.STATUS ?? 'on its way'
  return send([user('Where is order ' + order + '?'), { role: 'tool', tool_call_id: 'call_1', content: 'The order is ' + status }])
}
`

const tests = `
import { expect, test } from 'vitest'
import { lookUp, quote, talk } from './app.ts'

test('greets', async () => { expect(await talk('Hello there')).toContain('Hello there') })
test('talks', async () => { expect(await talk('A table for two, please', 'On the terrace', 'Thank you')).toContain('Thank you') })
test('quotes', async () => { await quote('What is the weather like in Lisbon in spring?') })
test('looks up', async () => { await lookUp('4711') })
test('checks the answer', async () => {
  const answer = await talk('A short question')
  expect(answer).toBe(process.env.PROMPT ? 'something else' : 'You said: A short question')
})
`

const folder = '__cassettes__/agent.test.ts'

test('changed requests get the recorded answers, and are marked until they are recorded again', async () => {
  const provider = await chatProvider()
  const project = new Project({ 'app.ts': app, 'agent.test.ts': tests })
  const accept = (args: readonly string[], env: Record<string, string> = {}): Promise<Run> =>
    project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'accept', '--requests', ...args], { env })
  const first = await project.vitest(['--mode', 'record'], recording(provider))
  expect(first.exitCode, first.output).toBe(0)
  const paid = provider.requests.length
  const before = project.state()
  const changed = { PROMPT: 'You are a support agent. Be kind and brief.', STATUS: 'lost', LOUD: '1' }

  // Without a terminal it shows the changes and writes nothing.
  const asked = await accept([], changed)
  expect(asked.exitCode).toBe(1)
  expect(asked.stdout).toBe(` 1 test file with cassettes, run offline …

 4 changed requests in 2 tests. The recorded answers can stay:

 openai gpt-5-mini, 4 requests:

    messages[0].content
    - You are a support agent. Be brief.
    + You are a support agent. Be kind and brief.

     agent.test.ts > greets   #1
     agent.test.ts > talks   #1 #2 #3

 3 tests to record:

 ✗ agent.test.ts > checks the answer
     it fails with the old answers: AssertionError: expected 'You said: A…

 ✗ agent.test.ts > looks up
     #1 has another result of a tool, and its answer depends on it

 ✗ agent.test.ts > quotes
     #2 repeats an earlier answer in other words, at messages[1].content

 Record them:
     npx vitest run agent.test.ts -t '^(checks the answer|looks up|quotes)$' --mode record

 Nothing was written.

 Take them over:
     npx vitest-cassette accept --requests --yes
`)
  expect(project.state()).toEqual(before)

  const done = await accept(['--yes'], changed)
  expect(done.stdout).toContain('✓ 4 requests in 2 cassettes')
  expect(done.exitCode).toBe(1)
  expect(provider.requests).toHaveLength(paid)
  const [greeting] = project.json(`${folder}/greets.json`).interactions
  expect(greeting.request.body.json.messages[0].content).toBe(changed.PROMPT)
  expect(greeting.requestChanged).toEqual({ at: expect.stringMatching(/^20.*Z$/), places: ['messages[0].content'] })
  for (const name of ['quotes', 'looks-up', 'checks-the-answer'])
    expect(project.state()[`${folder}/${name}.json`]).toBe(before[`${folder}/${name}.json`])

  // The accepted tests replay, and every run says what the provider has not seen.
  const only = ['-t', '^(greets|talks)$']
  const replayed = await project.vitest(only, { env: changed })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Accepted  4 answers to changed requests, in 2 tests. Record again:')
  expect(replayed.output).toContain("npx vitest run agent.test.ts -t '^(greets|talks)$' --mode refresh")
  const check = await project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'check'])
  expect(check.stdout).toMatch(/greets\.json\n +#1 has another request since 20\d\d-\d\d-\d\d: record it again/)
  expect(check.exitCode).toBe(0)

  const refreshed = await project.vitest(['--mode', 'refresh', ...only], recording(provider, changed))
  expect(refreshed.exitCode, refreshed.output).toBe(0)
  expect(refreshed.output).not.toContain('Accepted')
  expect(project.read(`${folder}/greets.json`)).not.toContain('requestChanged')
})
