import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Project } from '../../support/project.ts'
import { chatEvent, startProvider } from '../../support/provider.ts'

const tests = `
import got from 'got'
import { expect, test } from 'vitest'

const url = 'https://api.openai.com/v1/chat/completions'
const options = (content) => ({ json: { stream: true, messages: [{ role: 'user', content }] }, retry: { limit: 0 } })
const words = (text) => [...text.matchAll(/"content":"(\\w+)"/g)].map(([, word]) => word)
test('as a text', async () => expect(words(await got.post(url, options('text')).text())).toEqual(['one', 'two', 'three']))
test('as a stream', async () => {
  let text = ''
  for await (const chunk of got.stream.post(url, options('stream'))) text += chunk
  expect(words(text)).toEqual(['one', 'two', 'three'])
})
test('after a long request', async () => {
  expect(words(await got.post(url, options('long '.repeat(100_000))).text())).toEqual(['one', 'two', 'three'])
})
`

test('got, which takes an early answer for a refusal, replays streams', async () => {
  const project = new Project(
    { 'got.test.js': tests },
    { within: 'test/matrix', vitest: 'test/matrix/node_modules/vitest' },
  )
  const provider = await startProvider(async (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const word of ['one', 'two', 'three']) {
      response.write(chatEvent(word))
      await sleep(20)
    }
    response.end('data: [DONE]\n\n')
  })
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  await provider.close()
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
})
