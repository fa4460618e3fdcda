import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface ReceivedRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A server on this machine that plays a provider, and remembers what it was asked. */
export interface Provider {
  readonly url: string
  readonly requests: readonly ReceivedRequest[]
  close(): Promise<void>
}

type Answer = (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>

/** Starts a provider; it is stopped when the test that started it has finished. */
export async function startProvider(answer: Answer): Promise<Provider> {
  const provider = await serveProvider(answer)
  onTestFinished(provider.close)
  return provider
}

/**
 * Starts a provider, for use outside of tests: the caller stops it.
 *
 * @public for the matrix
 */
export async function serveProvider(answer: Answer): Promise<Provider> {
  const requests: ReceivedRequest[] = []
  // Providers keep idle connections for minutes: what Node's 5 seconds would close, a busy client may be about to use.
  const server = createServer({ keepAliveTimeout: 120_000 }, async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const request = {
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
    }
    requests.push(request)
    await answer(request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const close = (): Promise<void> =>
    new Promise((closed) => {
      server.closeAllConnections()
      server.close(() => closed())
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close }
}

/** Answers as OpenAI's chat completions do: the content repeats the last message, or is what `reply` makes of it. */
export function chatProvider(
  reply: (question: string, count: number) => string = (question) => `You said: ${question}`,
): Promise<Provider> {
  return startProvider(chatAnswer(reply))
}

/**
 * The same for use outside of tests: the caller stops it.
 *
 * @public for the matrix
 */
export function serveChat(): Promise<Provider> {
  return serveProvider(chatAnswer((question) => `You said: ${question}`))
}

function chatAnswer(reply: (question: string, count: number) => string): Answer {
  let count = 0
  return (request, response) => {
    // Clients of a page ask whether they may.
    response.setHeader('access-control-allow-origin', '*')
    if (request.method === 'OPTIONS')
      return void response
        .writeHead(204, { 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' })
        .end()
    const body = JSON.parse(request.body) as { stream?: boolean; messages: Array<{ content: string }> }
    const text = reply(body.messages.at(-1)?.content ?? '', ++count)
    return body.stream ? streamChat(response, text) : json(response, 200, chatCompletion(text))
  }
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

export function chatCompletion(content: string): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-5-mini',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  }
}

/** One event of a streamed chat completion, with its blank line. */
export function chatEvent(content: string): string {
  const choices = [{ index: 0, delta: { content } }]
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-5-mini', choices })}\n\n`
}

/** Sends a text word by word, one event a chunk. */
async function streamChat(response: ServerResponse, text: string): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const word of text.split(/(?<= )/)) {
    response.write(chatEvent(word))
    await new Promise((next) => setTimeout(next, 5))
  }
  response.end('data: [DONE]\n\n')
}
