import { createCipheriv } from 'node:crypto'
import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatCompletion, json, startProvider } from '../support/provider.ts'

const size = 500_000

const agent = `
import { createCipheriv } from 'node:crypto'
import { expect, test } from 'vitest'
import { note } from './note.ts'

/** The same random bytes in each run, in base64: nothing in them can be compressed, as in a picture. */
const screenshot = (name) =>
  createCipheriv('aes-128-ctr', name.padEnd(16), Buffer.alloc(16)).update(Buffer.alloc(${size})).toString('base64')
const seen = (name) => ({ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,' + screenshot(name) } }] })

async function ask(messages) {
  const before = process.cpuUsage()
  const response = await fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY },
    body: JSON.stringify({ model: 'gpt-5-mini', messages }),
  })
  const { choices } = await response.json()
  const { user, system } = process.cpuUsage(before)
  return { message: choices[0].message, cost: user + system }
}

test('uses a computer', async () => {
  const messages = [{ role: 'user', content: 'Book a table' }]
  const costs = []
  for (let turn = 1; turn <= 7; turn++) {
    const answer = await ask(messages)
    messages.push(answer.message)
    if (turn < 5) messages.push(seen('screen ' + turn))
    else costs.push(answer.cost)
  }
  // The garbage collector may add to one of them.
  note('known', Math.min(...costs))
})

test('sees new screens for the first time', async () => {
  const costs = []
  for (const name of ['other', 'further', 'last'])
    costs.push((await ask(Array.from({ length: 4 }, (_, index) => seen(name + ' ' + index)))).cost)
  note('new', Math.min(...costs))
})

test('hears a call', async () => {
  const sound = new Blob([Buffer.from(screenshot('sound'), 'base64')], { type: 'audio/wav' })
  for (const language of ['en', 'de']) {
    const form = new FormData()
    form.set('language', language)
    form.set('file', sound, 'call.wav')
    const response = await fetch('https://api.openai.com/v1/audio/transcriptions', { method: 'POST', body: form })
    expect(await response.json()).toEqual({ text: 'Hello' })
  }
})

test('draws a picture', async () => {
  const response = await fetch('https://api.openai.com/v1/images/generations', { method: 'POST', body: '{"prompt":"a cat"}' })
  const { data } = await response.json()
  expect(data[0].b64_json === screenshot('picture')).toBe(true)
  expect(await ask([{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,' + data[0].b64_json } }] }])).toBeDefined()
})
`

test('screenshots that an agent sends again each turn, and uploads, are stored once and searched once', async () => {
  const picture = createCipheriv('aes-128-ctr', 'picture'.padEnd(16), Buffer.alloc(16)).update(Buffer.alloc(size))
  const provider = await startProvider(({ url }, response) => {
    if (url.includes('images')) json(response, 200, { created: 1, data: [{ b64_json: picture.toString('base64') }] })
    else json(response, 200, url.includes('audio') ? { text: 'Hello' } : chatCompletion('I click'))
  })
  const project = new Project({ 'agent.test.js': agent, ...noteModule }, { test: { testTimeout: 120_000 } })
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.output).toContain('4 recorded')
  const folder = '__cassettes__/agent.test.js'
  const files = project.files(folder).filter((path) => path.includes('uses-a-computer'))
  const bytes = files.map((path) => statSync(project.path(path)).size).reduce((sum, one) => sum + one, 0)
  expect(bytes).toBeLessThan(4 * size * (4 / 3))
  expect(statSync(project.path(`${folder}/uses-a-computer.json`)).size).toBeLessThan(100_000)
  // The picture of the answer is the one that the app sends on. Both uploads are of one sound.
  for (const name of ['draws-a-picture', 'hears-a-call'])
    expect(project.files(folder).filter((path) => path.includes(name) && path.endsWith('.bin'))).toHaveLength(1)
  expect(statSync(project.path(`${folder}/hears-a-call.json`)).size).toBeLessThan(5_000)

  takeNotes(project)
  const replayed = await project.vitest([])
  expect(replayed.output).toContain('4 replayed')
  const { known, new: first } = takeNotes(project) as Record<string, [number]>
  expect(known![0] / first![0]).toBeLessThan(0.8)
})
