import { expect, test } from 'vitest'
import { packBody } from '../../src/body/pack.ts'
import { recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const cli = 'node_modules/vitest-cassette/dist/cli.cjs'
const folder = '__cassettes__/test/agent.test.ts'

const files = {
  'test/agent.test.ts': `
import OpenAI from 'openai'
import Anthropic from '@anthropic-ai/sdk'
import { expect, test } from 'vitest'

const openai = new OpenAI()
const ask = (content, stream = false) => ({ model: 'gpt-5-mini', stream, messages: [{ role: 'user', content }] })
const read = async (content) => {
  let text = ''
  for await (const { choices } of await openai.chat.completions.create(ask(content, true))) text += choices[0]?.delta.content ?? ''
  return text
}

test('version 1', async () => expect(await read('Hello')).toBe('Your order is on its way.'))

test('by hand', async () => {
  expect(await read('Hello')).toBe('Your order is on its way. It will arrive on Friday.')
  const { choices } = await openai.chat.completions.create(ask('And then?'))
  expect(choices[0].message.tool_calls[0].function).toEqual({ name: 'find_order', arguments: '{"id":"4711"}' })
  const message = new Anthropic().messages.stream({ model: 'claude-sonnet-5', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] })
  expect(await message.finalText()).toBe('Hi.')
  if (process.env.MORE) await openai.chat.completions.create(ask('One more'))
})
`,
}

const events = [...['Your', ' order', ' is on', ' its way', '.'].map(chunk), '[DONE]']

function chunk(content: string): string {
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1764240000,
    model: 'gpt-5-mini',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  })
}

function question(content: string, stream: boolean): object {
  return {
    method: 'POST',
    url: 'https://api.openai.com/v1/chat/completions',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: { json: { model: 'gpt-5-mini', stream, messages: [{ role: 'user', content }] } },
  }
}

function cassette(version: number, name: string, interactions: readonly object[]): string {
  const head = { format: 'vitest-cassette', version, test: { file: 'test/agent.test.ts', name } }
  const all = interactions.map((one) => ({ lane: 'main', recordedAt: '2026-11-21T10:02:11.482Z', ...one }))
  return JSON.stringify({ ...head, interactions: all }, null, 2)
}

test('cassettes of version 1 and answers written by hand are replayed, shown, checked and upgraded', async () => {
  const project = new Project(files)
  const old = `${folder}/version-1.json`
  const byHand = `${folder}/by-hand.json`
  const stream = events.map((data) => `data: ${data}\n\n`).join('')
  project.write(
    old,
    cassette(1, 'version 1', [
      {
        request: question('Hello', true),
        response: {
          status: 200,
          headers: { 'content-type': 'text/event-stream' },
          body: packBody(Buffer.from(stream), 'text/event-stream'),
          chunks: events.map((data) => [10, Buffer.byteLength(data) + 8]),
        },
      },
    ]),
  )
  project.write(
    byHand,
    cassette(2, 'by hand', [
      {
        request: question('Hello', true),
        response: { status: 200, says: ['Your order is on its way. ', 'It will arrive on Friday.'] },
      },
      {
        request: question('And then?', false),
        response: { status: 200, says: [{ calls: 'find_order', with: { id: '4711' } }] },
      },
      {
        request: {
          method: 'POST',
          url: 'https://api.anthropic.com/v1/messages',
          headers: { 'anthropic-version': '2023-06-01' },
          body: {
            json: {
              model: 'claude-sonnet-5',
              max_tokens: 10,
              messages: [{ role: 'user', content: 'Hi' }],
              stream: true,
            },
          },
        },
        response: { status: 200, says: ['Hi.'] },
      },
    ]),
  )
  const before = project.state()
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(project.state()).toEqual(before)

  const shown = await project.node([cli, 'show', '--all'])
  expect(shown.stdout).toContain('    assistant  Your order is on its way. It will arrive on Friday.\n')
  expect(shown.stdout).toContain('find_order {"id":"4711"}')
  const checked = await project.node([cli, 'check'])
  expect(checked.stdout).toContain('2 cassettes, 4 interactions')
  expect(checked.stdout).toContain('no problems')

  const listed = await project.node([cli, 'upgrade', '--dry-run'])
  expect(listed).toMatchObject({ exitCode: 0, stderr: '' })
  expect(listed.stdout).toMatch(
    /^ · __cassettes__\/test\/agent\.test\.ts\/version-1\.json\n {5}version 1, \d\.\d kB\n\n 2 cassettes, 1 to upgrade\n\n Write them: npx vitest-cassette upgrade\n$/,
  )
  expect(project.state()).toEqual(before)
  const other = await project.node([cli, 'upgrade', 'by hand', '--json'])
  expect(JSON.parse(other.stdout)).toEqual({ cassettes: 1, upgraded: [], unreadable: [], isDryRun: false })
  expect((await project.node([cli, 'upgrade', 'no such test'])).exitCode).toBe(2)
  expect(project.state()).toEqual(before)

  const upgraded = await project.node([cli, 'upgrade'])
  expect(upgraded.stdout).toMatch(/^ ✓ .*version-1\.json\n {5}version 1, .* → 1\.\d kB\n\n 2 cassettes, 1 upgraded\n$/)
  const { version, interactions } = project.json(old)
  expect([version, interactions[0].response.says]).toEqual([2, ['Your order is on its way.']])
  expect(interactions[0].response.body.sse[0].events).toHaveLength(5)
  expect((await project.node([cli, 'upgrade', '--json'])).stdout).toContain('"upgraded": []')

  // Whoever edits `says` beside a body changes no answer, and is told so. A secret in it is found.
  project.write(old, project.read(old).replace('"Your order is on its way."', '"Your order is lost."'))
  const edited = await project.node([cli, 'check', old])
  expect(edited).toMatchObject({ exitCode: 0 })
  expect(edited.stdout).toContain('"says" of #1 is not what its body says, which is replayed')
  project.write(old, project.read(old).replace('is lost.', `is sk-ant-api03-${'Ab9'.repeat(31)}AA.`))
  const leaked = await project.node([cli, 'check', old, '--json'])
  expect(leaked.exitCode).toBe(1)
  expect(JSON.parse(leaked.stdout).cassettes[0].problems).toMatchObject([{ at: 'interactions[0].response.says' }])
  expect((await project.node([cli, 'redact'])).stdout).toContain(`✓ ${old}`)
  expect(project.json(old).interactions[0].response.says).toEqual(['Your order is on its way.'])

  const recorded = await project.vitest(
    ['--mode', 'record'],
    recording(await chatProvider(), { MORE: '1', ANTHROPIC_API_KEY: 'k' }),
  )
  expect(recorded.exitCode, recorded.output).toBe(0)
  const written = project.json(byHand).interactions.map(({ response }: any) => response)
  expect(written).toHaveLength(4)
  expect(written.map(({ says }: any) => says)).toEqual([
    ['Your order is on its way. ', 'It will arrive on Friday.'],
    [{ calls: 'find_order', with: { id: '4711' } }],
    ['Hi.'],
    undefined,
  ])
  expect(written.map((response: object) => 'body' in response)).toEqual([false, false, false, true])
  const again = await project.vitest([], { env: { MORE: '1' } })
  expect(again.exitCode, again.output).toBe(0)
})

test('an answer that only says something needs a request to a known API, and a newer version is refused', async () => {
  const project = new Project(files)
  const request = { method: 'POST', url: 'https://api.openai.com/v1/embeddings' }
  project.write(
    `${folder}/by-hand.json`,
    cassette(2, 'by hand', [{ request, response: { status: 200, says: ['Hi.'] } }]),
  )
  project.write(`${folder}/version-1.json`, cassette(3, 'version 1', []))
  const checked = await project.node([cli, 'check'])
  expect(checked.exitCode).toBe(1)
  expect(checked.stdout).toContain(
    'interactions[0].response   format   says alone is no answer to https://api.openai.com/v1/embeddings: add its body',
  )
  expect(checked.stdout).toContain('version   format   version 3 is newer than this vitest-cassette reads (2)')
  const upgraded = await project.node([cli, 'upgrade'])
  expect(upgraded.exitCode).toBe(1)
  expect(upgraded.stdout).toContain('2 cassettes, 0 upgraded, 2 not readable')
})
