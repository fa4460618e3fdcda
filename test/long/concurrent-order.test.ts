import { expect, test } from 'vitest'
import { noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatCompletion, chatEvent, chatProvider, json, startProvider } from '../support/provider.ts'

/** Each test notes the answers in the order of its calls; a replay must note the same. */
const tests = `
import { writeFileSync } from 'node:fs'
import OpenAI from 'openai'
import { Agent, fetch as undiciFetch } from 'undici'
import { test } from 'vitest'

const ask = async (fetch = globalThis.fetch) => {
  const client = new OpenAI({ fetch: fetch as typeof globalThis.fetch })
  const { choices } = await client.chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Pick a number' }] })
  return choices[0]?.message.content
}
const note = (name: string, answers: unknown) => writeFileSync(name + '.' + process.env.NOTE + '.json', JSON.stringify(answers))

test('after earlier traffic', async () => {
  await ask()
  note('fetch', await Promise.all([ask(), ask(), ask(), ask(), ask(), ask()]))
})

test('through a dispatcher with two connections', async () => {
  const dispatcher = new Agent({ connections: 2 })
  const limited = ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher })) as never
  await ask(limited)
  note('undici', await Promise.all([ask(limited), ask(limited), ask(limited), ask(limited), ask(limited)]))
})
`

test('equal requests at the same time get their answers in the order in which they were made', async () => {
  const project = new Project({ 'order.test.ts': tests })
  const provider = await chatProvider((_question, count) => `Number ${count}`)
  const recorded = await project.vitest(['--mode', 'record'], {
    env: { UPSTREAM: provider.url, OPENAI_API_KEY: 'k', NOTE: 'recorded' },
  })
  expect(recorded.exitCode, recorded.output).toBe(0)
  await provider.close()
  for (const run of ['first', 'second']) {
    const replayed = await project.vitest([], { env: { NOTE: run } })
    expect(replayed.exitCode, replayed.output).toBe(0)
    for (const client of ['fetch', 'undici']) {
      expect(project.json(`${client}.${run}.json`), client).toEqual(project.json(`${client}.recorded.json`))
    }
  }
})

/** Three agents in `Promise.all`: each asks the same question twice, and then about the two answers. */
const agents = `
import { expect, test } from 'vitest'
import OpenAI from 'openai'
import { note } from './note.ts'

const ask = async (content: string): Promise<string> => {
  const { choices } = await new OpenAI().chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content }] })
  return choices[0]?.message.content ?? ''
}
const stream = async function* (content: string) {
  const events = await new OpenAI().chat.completions.create({ model: 'gpt-5-mini', stream: true, messages: [{ role: 'user', content }] })
  for await (const { choices } of events) yield choices[0]?.delta.content ?? ''
}

test('agents', async () => {
  const agent = async (name: string) => {
    const [a, b] = [await ask('opening'), await ask('opening')]
    note('agents', [name, await ask('combine ' + a + ' and ' + b)])
  }
  await Promise.all(['x', 'y', 'z'].map(agent))
})

test('results as they finish', async () => {
  const results: string[] = []
  await Promise.all(['a', 'b', 'c', 'd'].map(async (question) => results.push(await ask(question))))
  note('results', await ask('reduce ' + results.join(', ')))
})

test('a race', async () => {
  note('race', await Promise.race(['a', 'b', 'c'].map(ask)))
})

test('streams beside each other', async () => {
  let seen = ''
  await Promise.all(['one two three', 'four five six'].map(async (text) => {
    for await (const piece of stream(text)) seen += piece + '|'
  }))
  note('streams', await ask('seen ' + seen))
})
`

test('answers come in the order of the recording, in every replay', async () => {
  const project = new Project({ ...noteModule, 'agents.test.ts': agents })
  const latencies = [90, 20, 60, 5, 75, 35]
  let count = 0
  const provider = await startProvider(async (request, response) => {
    const number = ++count
    const { stream, messages } = JSON.parse(request.body)
    const text = `${messages[0].content.slice(0, 9)} ${number}`
    await new Promise((next) => setTimeout(next, latencies[number % latencies.length]))
    if (!stream) return json(response, 200, chatCompletion(text))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const [index, word] of messages[0].content.split(' ').entries()) {
      response.write(chatEvent(word))
      await new Promise((next) => setTimeout(next, latencies[(number + index) % latencies.length]))
    }
    response.end('data: [DONE]\n\n')
  })
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const notes = takeNotes(project)
  expect(notes['agents']).toHaveLength(3)
  await provider.close()
  for (const run of [1, 2, 3]) {
    const replayed = await project.vitest()
    expect(replayed.exitCode, `${run}: ${replayed.output}`).toBe(0)
    expect(takeNotes(project)).toEqual(notes)
    expect(replayed.output).not.toContain('Warning')
  }
})
