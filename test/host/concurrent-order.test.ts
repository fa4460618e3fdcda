import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

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
