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

test('the recording of the page and an imported HAR replay offline', async () => {
  const project = new Project({
    ...suites,
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

${greeting}

 1 other file, not imported:
     recordings/package.json

 2 cassettes, 2 interactions`
  const note = `\n Recordings without the borders and times of chunks: their answers replay in one piece, at once.\n`
  expect(shown.stdout).toBe(`${cassettes}${note}\n${last}`)
  expect(project.files('__cassettes__')).toEqual([])

  const imported = await importInto(project, 'recordings')
  expect(imported).toMatchObject({ exitCode: 0, stdout: `${cassettes} imported${note}`, stderr: '' })
  expect(project.read(greets)).toBe(onPage('json'))

  const run = await project.vitest([], { env: { CI: '1' } })
  expect(run.exitCode, run.output).toBe(0)
  expect(run.output).toContain('Cassettes  2 replayed')
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
`)
})

test('if a request is outdated or the test is not named, the running test asks and the recording answers', async () => {
  const gemini = 'https://generativelanguage.googleapis.com/v1beta/models/gemini:streamGenerateContent?alt=sse'
  const project = new Project({
    'test/greets.test.ts': `${imports}${asks('says hello', 'today asked in other words', json)}`,
    'test/unnamed.test.ts': `${imports}${asks('is not named', 'anything', stream)}
test('is scripted', async () => {
  const response = await fetch('${gemini}', { method: 'POST', body: '{"contents":[]}' })
  expect(await response.text()).toBe('data: {"candidates":[{"finishReason":"STOP"}]}\\r\\n\\r\\n')
})
`,
    'recordings/test_says_hello.yaml': vcr('hello', json),
    'recordings/any.har': har('stream', stream),
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
 recordings/test_says_hello.yaml   VCR.py, 1 answer
     test/greets.test.ts > says hello

 Serving on ${url}: set upstream in cassettes(), and record
     cassettes({ upstream: { '*': '${url}' } })
     npx vitest run --mode record
`)
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.output).toContain('Cassettes  3 recorded')
  serving.child.kill()
  await serving.result

  expect(project.read(greets)).toContain('today asked in other words')
  const replayed = await project.vitest([], { env: { CI: '1' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Cassettes  3 replayed')
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
