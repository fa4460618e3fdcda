import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { codeBlocks } from '../docs/markdown.ts'
import { Project, type Run } from '../support/project.ts'
import { runNode } from '../support/run.ts'
import { shapedKey } from '../unit/support/secrets.ts'

const chat = 'https://api.openai.com/v1/chat/completions'

/** A test that asks, and expects the answer, byte for byte. */
function asks(title: string, question: string, answer: string): string {
  return `test('${title}', async () => {
  const response = await fetch('${chat}', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer none' },
    body: JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content: '${question}' }] }),
  })
  expect(await response.text()).toBe(${JSON.stringify(answer)})
})
`
}

function body(question: string): string {
  // With the spaces of Python's json.dumps: values count, not layout.
  return `{"model": "gpt-5-mini", "messages": [{"role": "user", "content": "${question}"}]}`
}

function vcr(question: string, answer: string): string {
  return `interactions:
- request:
    body: '${body(question)}'
    headers:
      Authorization:
      - Bearer none
      Content-Type:
      - application/json
    method: POST
    uri: ${chat}
  response:
    body:
      string: !!binary |
        ${gzipSync(answer).toString('base64')}
    headers:
      Content-Encoding:
      - gzip
      Content-Type:
      - application/json
      Date:
      - Tue, 22 Jul 2025 18:22:22 GMT
    status:
      code: 200
      message: OK
version: 1
`
}

function har(question: string, answer: string): string {
  const headers = [{ name: 'content-type', value: 'text/event-stream' }]
  const entry = {
    startedDateTime: '2025-06-25T17:11:31.861Z',
    request: {
      method: 'POST',
      url: chat,
      headers: [{ name: 'content-type', value: 'application/json' }],
      postData: { mimeType: 'application/json', text: body(question) },
    },
    response: { status: 200, statusText: 'OK', headers, content: { mimeType: 'text/event-stream', text: answer } },
  }
  const page = { ...entry, request: { ...entry.request, method: 'GET', url: 'https://fonts.example.com/a.woff' } }
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'Playwright' }, entries: [entry, page] } })
}

/** A recording of Polly: a stream of Anthropic, in the chunks of its compressed form. */
function polly(name: string, question: string, text: string): string {
  const events = [
    { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', content: [], usage: {} } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: {} },
    { type: 'message_stop' },
  ]
  const zipped = gzipSync(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''))
  const chunks = [zipped.subarray(0, 50), zipped.subarray(50)].map((chunk) => chunk.toString('base64'))
  const messages = [{ role: 'user', content: question }]
  const entry = {
    startedDateTime: '2025-06-25T17:11:31.861Z',
    request: {
      method: 'POST',
      url: 'https://api.anthropic.com/v1/messages',
      headers: [
        { name: 'anthropic-version', value: '2023-06-01' },
        { name: 'content-type', value: 'application/json' },
        { name: 'x-api-key', value: 'none' },
      ],
      postData: {
        mimeType: 'application/json',
        text: JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 100, messages, stream: true }),
      },
    },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [
        { name: 'content-encoding', value: 'gzip' },
        { name: 'content-type', value: 'text/event-stream; charset=utf-8' },
      ],
      content: { mimeType: 'text/event-stream', encoding: 'base64', text: JSON.stringify(chunks) },
    },
  }
  return JSON.stringify({ log: { _recordingName: name, creator: { name: 'Polly.JS' }, entries: [entry] } })
}

const json = '{\n  "choices": [{"message": {"content": "hi"}}]\n}\n'
const stream = 'data: {"choices":[{"delta":{"content":"hi"}}]}\n\ndata: [DONE]\n\n'
const imports = `import { describe, expect, test } from 'vitest'\n`

const suites = {
  'test/greets.test.ts': `${imports}${asks('says hello', 'hello', json)}`,
  'test/streams.test.ts': `${imports}describe('chat', () => { ${asks('streams an answer', 'stream', stream)} })`,
  'recordings/test_greets/test_says_hello.yaml': vcr('hello', json),
  'recordings/chat_streams_an_answer.har': har('stream', stream),
}

const greets = '__cassettes__/test/greets.test.ts/says-hello.json'
const streams = '__cassettes__/test/streams.test.ts/chat--streams-an-answer.json'

const cli = 'node_modules/vitest-cassette/dist/cli.cjs'

function importInto(project: Project, ...args: string[]): Promise<Run> {
  return project.node([cli, 'import', ...args])
}

const blocks = codeBlocks(readFileSync(join(import.meta.dirname, '../../docs/import.md'), 'utf8'))

/** The first block of the page in a language. */
function onPage(language: string): string {
  return blocks.find((block) => block.language === language)?.text ?? ''
}

test('suites with recordings of VCR.py, a browser and Polly replay offline', async () => {
  const project = new Project({
    ...suites,
    'test/reviews.test.ts': `import Anthropic from '@anthropic-ai/sdk'
${imports}
describe('agent', () => {
  test('reviews a reply', async () => {
    const messages = [{ role: 'user' as const, content: 'Is it fine?' }]
    const stream = new Anthropic().messages.stream({ model: 'claude-haiku-4-5', max_tokens: 100, messages })
    expect(await stream.finalText()).toBe('FINE')
  })
})
`,
    'recordings/reviews_1484001317/recording.har': polly('agent/reviews a reply', 'Is it fine?', 'FINE'),
    'test/greets.test.ts': onPage('ts'),
    'recordings/test_greets/test_says_hello.yaml': onPage('yaml'),
    'recordings/package.json': '{}',
  })
  const shown = await importInto(project, 'recordings', '--dry-run')
  expect(shown).toMatchObject({ exitCode: 0, stderr: '' })
  const [greeting = '', , last = ''] = onPage('text')
    .replace(/^\$ .*\n/, '')
    .split('\n\n')
  const cassettes = ` ✓ ${streams}
     test/streams.test.ts > chat > streams an answer
     from recordings/chat_streams_an_answer.har   HAR, 1 interaction
     ! log.entries[1]: not imported: fonts.example.com is no provider, and not in include

 ✓ __cassettes__/test/reviews.test.ts/agent--reviews-a-reply.json
     test/reviews.test.ts > agent > reviews a reply
     from recordings/reviews_1484001317/recording.har   Polly, 1 interaction

${greeting}

 1 other file, not imported:
     recordings/package.json

 3 cassettes, 3 interactions`
  const note = `\n Recordings without the borders and times of chunks: their answers replay in one piece, at once.\n`
  expect(shown.stdout).toBe(`${cassettes}${note}\n${last}`)
  expect(project.files('__cassettes__')).toEqual([])

  const imported = await importInto(project, 'recordings')
  expect(imported).toMatchObject({ exitCode: 0, stdout: `${cassettes} imported${note}`, stderr: '' })
  expect(project.read(greets)).toBe(onPage('json'))

  const run = await project.vitest([], { env: { CI: '1' } })
  expect(run.exitCode, run.output).toBe(0)
  expect(run.output).toContain('Cassettes  3 replayed')
})

test('nothing is written half, over a cassette, or with a secret, and each error names its file and place', async () => {
  const slack = shapedKey('slack-token')
  const project = new Project(
    {
      ...suites,
      'recordings/broken/1.yaml': vcr('one', '{}'),
      'recordings/broken/2.yaml': vcr('two', '{}').replace('method: POST', 'verb: POST'),
      'recordings/not.yaml': 'interactions: [',
      'recordings/says_nothing.yaml': vcr('nothing', '{}'),
      'recordings/secret.yaml': vcr(slack, '{}'),
      'test/more.test.ts': `${imports}
test('broken', () => {})
test('secret', () => {})
`,
      [greets]: 'an older cassette',
    },
    { options: { keep: ['xoxb-*'] } },
  )
  const first = await importInto(project, 'recordings')
  expect(first).toMatchObject({ exitCode: 1, stderr: '' })
  expect(first.stdout).not.toContain(slack)
  expect(first.stdout.replaceAll(/(line|column) \d+/g, '$1 N')).toBe(` ✗ __cassettes__/test/more.test.ts/broken.json
     test/more.test.ts > broken
     from recordings/broken/1.yaml   VCR.py, 1 interaction
     ✗ recordings/broken/2.yaml   interactions[0].request.method   Invalid input: expected string, received undefined

 ✓ ${streams}
     test/streams.test.ts > chat > streams an answer
     from recordings/chat_streams_an_answer.har   HAR, 1 interaction
     ! log.entries[1]: not imported: fonts.example.com is no provider, and not in include

 ✗ __cassettes__/test/more.test.ts/secret.json
     test/more.test.ts > secret
     from recordings/secret.yaml   VCR.py, 1 interaction
     ✗ interactions[0].request.body.json.messages[0].content   slack   xoxb-…(${slack.length} characters)

 ✗ ${greets}
     test/greets.test.ts > says hello
     from recordings/test_greets/test_says_hello.yaml   VCR.py, 1 interaction
     ✗ ${greets} exists: --overwrite replaces it

 ✗ recordings/not.yaml
     line N, column N   Flow sequence in block collection must be sufficiently indented and end with a ]

 ✗ recordings/says_nothing.yaml   VCR.py, 1 interaction
     no test has the name of this recording

 1 cassette, 1 interaction imported, 5 not
 Recordings without the borders and times of chunks: their answers replay in one piece, at once.

 Name the test of a recording: --map "RECORDING=FILE > TEST"
`)
  expect(project.files('__cassettes__')).toEqual([greets, streams])
  expect(project.read(greets)).toBe('an older cassette')

  const mapped = ['recordings/says_nothing.yaml', '--map', 'says_nothing=says hello', '--overwrite']
  const second = await importInto(project, ...mapped)
  expect(second).toMatchObject({ exitCode: 0, stderr: '' })
  expect(project.read(greets)).toContain('"content": "nothing"')

  const wrong = await importInto(project, 'recordings/says_nothing.yaml', '--map', 'says_nothing=says goodbye')
  expect(wrong).toMatchObject({ exitCode: 2, stdout: '' })
  expect(wrong.stderr).toBe(`CassetteConfigError: --map "says_nothing=says goodbye": no test is named "says goodbye".

  Write the test as FILE > SUITE > TEST.

  Explained in node_modules/vitest-cassette/docs/errors.md#cassette_config
`)
})

test('if a request is outdated or the test is not named, the running test asks and the recording answers', async () => {
  const gemini = 'https://generativelanguage.googleapis.com/v1beta/models/gemini:streamGenerateContent?alt=sse'
  const project = new Project({
    'test/greets.test.ts': `${imports}${asks('says hello', 'today asked in other words', json)}`,
    'test/unnamed.test.ts': `${imports}${asks('is not named', 'anything', stream)}
test('has a rule of aimock', async () => {
  const response = await fetch('${chat}', { method: 'POST', body: '${body('By which rule?')}' })
  expect((await response.json()).choices[0].message.content).toBe('by this rule')
})
test('is scripted', async () => {
  const response = await fetch('${gemini}', { method: 'POST', body: '{"contents":[]}' })
  expect(await response.text()).toBe('data: {"candidates":[{"finishReason":"STOP"}]}\\r\\n\\r\\n')
})
`,
    'recordings/test_says_hello.yaml': vcr('hello', json),
    'recordings/any.har': har('stream', stream),
    'recordings/rules.json':
      '{"fixtures":[{"match":{"userMessage":"By which rule?"},"response":{"content":"by this rule"}}]}',
    'recordings/agent.responses':
      '{"method":"generateContentStream","response":[{"candidates":[{"finishReason":"STOP"}]}]}\n',
  })
  const serving = runNode(project.root, [cli, 'import', 'recordings', '--serve', '0'])
  onTestFinished(() => void serving.child.kill())
  const printed = await printedUntil(serving.child, 'npx vitest run --mode record')
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? ''
  expect(printed).toBe(` recordings/agent.responses   scripted answers of gemini-cli, 1 answer
     any test without a recording of its own
 recordings/any.har   HAR, 2 answers
     any test without a recording of its own
 recordings/rules.json   scripted answers of aimock, 1 answer
     any test without a recording of its own
 recordings/test_says_hello.yaml   VCR.py, 1 answer
     test/greets.test.ts > says hello

 Serving on ${url}: set upstream in cassettes(), and record
     cassettes({ upstream: { '*': '${url}' } })
     npx vitest run --mode record
`)
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.output).toContain('Cassettes  4 recorded')
  serving.child.kill()
  await serving.result

  expect(project.read(greets)).toContain('today asked in other words')
  const replayed = await project.vitest([], { env: { CI: '1' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Cassettes  4 replayed')
})

/** The output of a process until it has printed a line that ends in a text. */
function printedUntil(child: ChildProcess, end: string): Promise<string> {
  return new Promise((done) => {
    let printed = ''
    child.stdout?.on('data', (text: string) => {
      printed += text
      if (printed.endsWith(`${end}\n`)) done(printed)
    })
    child.once('close', () => done(printed))
  })
}
