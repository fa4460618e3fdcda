import { expect, test } from 'vitest'
import { recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatCompletion, json, startProvider } from '../support/provider.ts'

const agent = {
  'agent.test.ts': `
import { createOpenAI } from '@ai-sdk/openai'
import { generateText, isStepCount, tool } from 'ai'
import { expect, test } from 'vitest'
import { z } from 'zod'

/** The AI SDK mints the id of the tool call, and sends it back twice. */
async function run(alter: (body: string) => string = (body) => body): Promise<string> {
  const openai = createOpenAI({ fetch: (url, init) => fetch(url, { ...init, body: alter(String(init!.body)) }) })
  const lookUp = tool({ inputSchema: z.object({ order: z.string() }), execute: () => 'sent' })
  const { text } = await generateText({ model: openai.chat('gpt-5-mini'), tools: { lookUp }, stopWhen: isStepCount(3), prompt: 'Where is 4711?', maxRetries: 0 })
  return text
}

test('a tool loop', async () => {
  expect(await run()).toBe('It is sent.')
})
test('an answer to another call', async () => {
  await run((body) => (process.env.RUN === '1' ? body : body.replace(/(?<="tool_call_id":")[^"]+/, 'x7Kp2Qm9Lw4Rt6Zs')))
})
`,
}

test('ids that a client mints in each run match if they are used alike', async () => {
  const provider = await startProvider(({ body }, response) => {
    if (body.includes('"role":"tool"')) return json(response, 200, chatCompletion('It is sent.'))
    const call = { type: 'function', function: { name: 'lookUp', arguments: '{"order":"4711"}' } }
    const message = { role: 'assistant', content: null, tool_calls: [call] }
    json(response, 200, { ...chatCompletion(''), choices: [{ index: 0, message, finish_reason: 'tool_calls' }] })
  })
  const project = new Project(agent)
  const recorded = await project.vitest(['--mode', 'record'], recording(provider, { RUN: '1' }))
  expect(recorded.output).not.toContain('Error')
  const asked = provider.requests.length
  expect(asked).toBe(4)
  const [first, second] = ['a-tool-loop', 'an-answer-to-another-call'].map((name) => callId(project, name))
  expect(first).toMatch(/^\w{16}$/)
  expect(second).not.toBe(first)

  const replayed = await project.vitest([], { env: { RUN: '2', OPENAI_API_KEY: 'sk-test-secret' } })
  expect(replayed.tests['a tool loop']?.errors).toEqual([])
  const error = replayed.tests['an answer to another call']?.errors.at(-1)
  expect(error).toMatch(/messages\[2\]\.tool_call_id\n +- \w{16}\n +\+ x7Kp2Qm9Lw4Rt6Zs\n/)
  expect(error).toMatch(new RegExp(`${second} → x7Kp2Qm9Lw4Rt6Zs\n +In this test, \\w{16}\n +stands for ${second}\\.`))
  expect(provider.requests.length).toBe(asked)
})

/** The id of the tool call in the last request of a cassette. */
function callId(project: Project, name: string): string {
  const { interactions } = project.json(`__cassettes__/agent.test.ts/${name}.json`)
  return interactions.at(-1).request.body.json.messages[2].tool_call_id
}
