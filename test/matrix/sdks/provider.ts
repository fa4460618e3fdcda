import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LLMock } from '@copilotkit/aimock'
import { lookUp, prompts } from './project/row.ts'
import { answerOwn, numbers } from './own-answers.ts'

/** The provider of the matrix: aimock for its formats, own answers for the others. */
export interface MatrixProvider {
  readonly url: string
  /** Requests without an answer. */
  readonly unknown: readonly string[]
  close(): Promise<void>
}

/** Further headers of providers: some that apps read, and some private ones. */
const ofProviders = { 'x-ratelimit-remaining-requests': '4999', 'openai-organization': 'acme', 'cf-ray': '9a-FRA' }

/** Number of pieces of a broken stream. */
const piecesBeforeBreak = 6

/** Starts the provider. The origin header of the plugin and the path identify the provider of a call. */
export async function startProvider(): Promise<MatrixProvider> {
  const mock = await startMock()
  const unknown: string[] = []
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const origin = String(incoming.headers['x-cassette-origin'])
    const url = incoming.url ?? '/'
    const target = `${origin}${url.replace(/\?.*/, '')}`
    const call = { method: incoming.method ?? '', target, headers: incoming.headers, body: body.toString() }
    if (call.body.includes(prompts.silence)) return
    if (answerOwn(call, response)) return
    forward(incoming, body, `${mock.url}${mockPath(url)}`, response, () => unknown.push(`${call.method} ${target}`))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    unknown,
    async close() {
      server.closeAllConnections()
      await Promise.all([new Promise((closed) => server.close(closed)), mock.stop()])
    },
  }
}

/** The path of the operation in aimock, which has one path for each API. */
function mockPath(url: string): string {
  return url
    .replace(/^\/openai\/v1\//, '/v1/')
    .replace(/^\/v1beta1\/projects\//, '/v1/projects/')
    .replace(/^\/v1(beta1\/publishers\/google)?\/models\/([^/]+:)/, '/v1beta/models/$2')
}

async function startMock(): Promise<LLMock> {
  const counting = numbers.join('')
  const mock = new LLMock({ port: 0, chunkSize: 16 })
  mock.addFixture({ match: { hasToolResult: true }, response: { content: 'Order 4711 is on its way.' } })
  // Without an id of its own: Gemini sends none, and the others generate one.
  mock.onMessage(prompts.loop, { toolCalls: [{ name: lookUp.name, arguments: '{"order":"4711"}' }] })
  mock.onMessage(prompts.fail, { error: { message: 'No such thing', type: 'invalid_request_error' }, status: 400 })
  mock.onMessage(prompts.tool, { toolCalls: [{ name: lookUp.name, arguments: '{"order":"4711"}', id: 'call_1' }] })
  for (const prompt of [prompts.break, prompts.abort]) mock.onMessage(prompt, { content: counting }, { latency: 20 })
  mock.onMessage(prompts.stream, { content: counting }, { latency: 2 })
  mock.onMessage(prompts.plain, { content: 'The answer is 42.' })
  mock.onEmbedding(/./, { embedding: [0.25, -0.5, 1] })
  mock.onImage(/./, { image: { b64Json: Buffer.from('an image').toString('base64') } })
  mock.onSpeech(/./, { audio: Buffer.from('a sound').toString('base64'), format: 'mp3' })
  mock.onTranscription({ transcription: { text: 'The answer is 42.' } })
  await mock.start()
  return mock
}

/** Forwards a call, and breaks the answer if the prompt asks for it. */
function forward(
  incoming: IncomingMessage,
  body: Buffer,
  target: string,
  response: ServerResponse,
  unanswered: () => void,
): void {
  const headers = { ...incoming.headers, 'content-length': String(body.byteLength) }
  delete headers['transfer-encoding']
  const outgoing = send(target, { method: incoming.method, headers }, (answer) => {
    if (answer.statusCode === 404 || answer.statusCode === 503) unanswered()
    response.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...ofProviders })
    // A client that leaves ends both connections; the rest of the answer is dropped.
    pass(answer, response, body.includes(prompts.break)).catch(() => response.destroy())
  })
  response.once('close', () => outgoing.destroy())
  outgoing.on('error', () => response.destroy())
  outgoing.end(body)
}

/** Forwards an answer piece by piece, completely or up to its break. */
async function pass(answer: IncomingMessage, response: ServerResponse, breaks: boolean): Promise<void> {
  let pieces = 0
  for await (const piece of answer) {
    response.write(piece)
    pieces += 1
    if (!breaks || pieces < piecesBeforeBreak) continue
    // Only flushed pieces arrive before a connection breaks.
    response.write('', () => response.destroy())
    return
  }
  response.end()
}
