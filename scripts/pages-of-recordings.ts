import { setTimeout as sleep } from 'node:timers/promises'
import { askModule, recording } from '../test/support/ask.ts'
import { Project } from '../test/support/project.ts'
import { chatCompletion, chatEvent, json, serveProvider } from '../test/support/provider.ts'

/** HTML pages that the built package writes about recordings, whose provider is a server of this script. */
export interface PagesOfRecordings {
  /** The page of a test that failed because its stream was cut. */
  readonly stream: string
  /** `vitest-cassette diff --html` of a cassette before and after a refresh. */
  readonly comparison: string
}

const tests = `
import { expect, test } from 'vitest'
import { ask, send } from './ask.ts'
test('streams the answer', async () => {
  const body = JSON.stringify({ model: 'gpt-5-mini', stream: true, messages: [{ role: 'user', content: 'Where is my order?' }] })
  expect(await (await send('', { body })).text()).toContain('[DONE]')
})
test('refunds', async () => {
  expect(await ask('May I send the shoes back?')).toContain('money')
  expect(await ask('How long does it take?')).toContain('days')
})
`
const words = 'Your order is on its way. It left our warehouse this morning, and it will'.split(/(?= )/)
const answers: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'May I send the shoes back?': [
    'Yes, within 30 days. You will get your money back on Friday.',
    'Yes, within 14 days. You will get your money back on Friday, without the postage.',
  ],
  'How long does it take?': ['Three days.', 'Three days.'],
}

/** Records a stream that its provider cuts, and an answer that another recording finds changed. */
export async function pagesOfRecordings(): Promise<PagesOfRecordings> {
  let isLater = false
  const provider = await serveProvider(async ({ body }, response) => {
    const { stream, messages } = JSON.parse(body) as { stream?: boolean; messages: Array<{ content: string }> }
    if (stream !== true) return json(response, 200, chatCompletion(answers[messages.at(-1)!.content]![isLater ? 1 : 0]))
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    for (const [index, word] of words.entries()) {
      await sleep(index === 6 ? 400 : 20)
      response.write(chatEvent(word))
    }
    response.destroy()
  })
  const project = new Project({ ...askModule, 'support.test.ts': tests }, { keep: true })
  try {
    const run = recording(provider, { CASSETTE_RUN_ID: 'one' })
    await project.vitest(['--mode', 'record'], run)
    const stream = project.read('.vitest-cassette/runs/one/support.test.ts/streams-the-answer.html')
    const path = '__cassettes__/support.test.ts/refunds.json'
    project.write('before.json', project.read(path))
    isLater = true
    await project.vitest(['--mode', 'refresh', '-t', 'refunds'], run)
    await project.node([
      'node_modules/vitest-cassette/dist/cli.cjs',
      'diff',
      'before.json',
      path,
      '--html',
      '--output',
      'diff.html',
    ])
    return { stream, comparison: project.read('diff.html') }
  } finally {
    project.remove()
    await provider.close()
  }
}
