import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { recording } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { startProvider, type ReceivedRequest } from '../support/provider.ts'

/** An agent of OpenAI's SDK that streams, calls a tool, and starts three such conversations at once in one test. */
const agent = `
import OpenAI from 'openai'
import { expect, test } from 'vitest'

const tools = [{ type: 'function', function: { name: 'find_order', parameters: { type: 'object', properties: {} } } }] as const

async function answer(question: string): Promise<string> {
  const client = new OpenAI()
  const messages: any[] = [{ role: 'user', content: question }]
  for (;;) {
    const stream = client.chat.completions.stream({ model: 'gpt-5-mini', messages, tools: tools as any })
    const { message } = (await stream.finalChatCompletion()).choices[0]!
    messages.push(message)
    if (!message.tool_calls?.length) return message.content!
    for (const { id } of message.tool_calls)
      messages.push({ role: 'tool', tool_call_id: id, content: JSON.stringify({ status: 'on its way', asked_as: id }) })
  }
}

test('looks up', async () => { expect(await answer('Where is my order?')).toContain('order') })
test('looks up three at once', async () => { await Promise.all(['one', 'two', 'three'].map((name) => answer('Where is order ' + name + '?'))) })
`

let count = 0

/** Streams an answer with new ids and times, and in other pieces each time. */
function answerAnew({ body }: ReceivedRequest, response: ServerResponse, text: string): void {
  count += 1
  const { messages } = JSON.parse(body) as { messages: Array<{ role: string }> }
  const [id, created] = [`chatcmpl-${count}${'aB3dE6'.repeat(2)}`, 1_764_240_000 + count]
  const event = (delta: object, finish_reason: string | null = null): string =>
    `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created, model: 'gpt-5-mini', system_fingerprint: `fp_${count}`, choices: [{ index: 0, delta, finish_reason }] })}\n\n`
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': `req_${count}` })
  if (messages.at(-1)?.role === 'user') {
    const call = {
      index: 0,
      id: `call_${count}xY9zW8`,
      type: 'function',
      function: { name: 'find_order', arguments: '{}' },
    }
    response.write(event({ role: 'assistant', content: null, tool_calls: [call] }) + event({}, 'tool_calls'))
  } else {
    const at = 5 + (count % 7)
    response.write(event({ role: 'assistant', content: text.slice(0, at) }) + event({ content: text.slice(at) }))
    response.write(event({}, 'stop'))
  }
  response.end('data: [DONE]\n\n')
}

test('a refresh with new ids and times changes no file, and one with another text tells only that', async () => {
  let text = 'Your order is on its way.'
  const provider = await startProvider((request, response) => answerAnew(request, response, text))
  const project = new Project({ 'agent.test.ts': agent })
  const run = (mode: string): Promise<Run> => project.vitest(['--mode', mode], recording(provider))
  const first = await run('record')
  expect(first.exitCode, first.output).toBe(0)
  const before = project.state()

  const same = await run('refresh')
  expect(same.output).toContain('Cassettes  2 the same')
  expect(same.output).not.toContain('Changed')
  expect(project.state()).toEqual(before)
  expect(provider.requests).toHaveLength(16)

  text = 'Your order is lost.'
  const found = await run('refresh')
  expect(found.output).toContain('Cassettes  2 refreshed')
  expect(found.output).toMatch(/#2 text\n +- Your order is on its way\.\n +\+ Your order is lost\./)
  expect(found.output).toContain('3 answers say something else')
  expect(found.output).not.toMatch(/Changed|call_/)
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
})
