import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatEvent, startProvider } from '../support/provider.ts'

const places = ['before headers', 'after headers', 'after one byte', 'after one event'] as const

const tests = `
import { expect, test } from 'vitest'
import { send } from './ask.js'
import { note } from './note.ts'

async function read(content) {
  let text = ''
  try {
    const response = await send(content)
    for await (const piece of response.body) text += Buffer.from(piece)
  } finally {
    note(content, text)
  }
}

for (const place of ${JSON.stringify(places)}) test(place, () => read(place))
test('half', async () => { await read('never'); await read('before headers') })
`

/** A stream of one event, in its first or its second edition; while the provider is failing, up to the place that is asked for. */
async function answer(place: string, response: ServerResponse, isFailing: boolean): Promise<void> {
  const event = chatEvent(isFailing ? 'new' : 'old')
  const write = (data: string): Promise<void> => new Promise((done) => response.write(data, () => done()))
  const isWhole = !isFailing || place === 'never'
  if (!isWhole && place === 'before headers') return void response.destroy()
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  if (!isWhole && place === 'after headers') return void setImmediate(() => response.destroy())
  if (!isWhole && place === 'after one byte') await write(event.slice(0, 1))
  else await write(event)
  if (isWhole) response.end('data: [DONE]\n\n')
  else setImmediate(() => response.destroy())
}

test('a refresh goes back to the old recording until the first byte, and never after it', async () => {
  let isFailing = false
  const provider = await startProvider(({ body }, response) =>
    answer(JSON.parse(body).messages[0].content, response, isFailing),
  )
  const files = { ...askModule, ...noteModule, 'fallback.test.ts': tests }
  const project = new Project(files, { options: { fallback: 'before-first-byte' } })
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode).toBe(0)
  const old = `${chatEvent('old')}data: [DONE]\n\n`
  expect(takeNotes(project)['after one event']).toEqual([old])
  const texts = (): string[] => places.map((place) => project.read(cassetteOf(place)))
  const before = texts()

  isFailing = true
  const refreshed = await project.vitest(['--mode', 'refresh'], recording(provider))
  const states = Object.fromEntries(Object.entries(refreshed.tests).map(([name, { status }]) => [name, status]))
  expect(states).toEqual({
    'before headers': 'passed',
    'after headers': 'passed',
    'after one byte': 'failed',
    'after one event': 'failed',
    half: 'passed',
  })
  expect(takeNotes(project)).toEqual({
    'before headers': [old, old],
    'after headers': [old],
    'after one byte': ['d'],
    'after one event': [chatEvent('new')],
    never: [`${chatEvent('new')}data: [DONE]\n\n`],
  })
  expect(refreshed.tests['after one byte']?.errors.join()).toContain('terminated')
  expect(texts()).toEqual(before)
  const half = project.json(cassetteOf('half')).interactions
  expect(half.map(({ response }: any) => response.body.sse[0].data.choices[0].delta.content)).toEqual(['new', 'old'])
  expect(refreshed.output).toMatch(
    /Not renewed {2}3 interactions, for which no answer came, in\n +\S+before-headers\.json\n +\S+after-headers\.json\n +\S+half\.json\n/,
  )

  // Without the option the failure is the app's, as in a recording.
  project.write('vitest.config.js', project.read('vitest.config.js').replace('before-first-byte', 'never'))
  const without = await project.vitest(['--mode', 'refresh', '-t', 'headers'], recording(provider))
  expect(places.slice(0, 2).map((place) => without.tests[place]?.status)).toEqual(['failed', 'failed'])
  expect(without.output).not.toContain('Not renewed')
  expect(texts()).toEqual(before)
})

function cassetteOf(name: string): string {
  return `__cassettes__/fallback.test.ts/${name.replaceAll(' ', '-')}.json`
}
