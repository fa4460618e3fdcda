import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { chunksOf } from './chunks.ts'
import { bodyOf, headerList, type CorpusInteraction } from './read-corpus.ts'

/** The request header with the line of the corpus. */
export const lineHeader = 'x-corpus'

/** Headers of the recorded connection. The bodies of a corpus are decoded. */
const wireHeaders =
  /^(connection|content-encoding|content-length|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/

/** A local server with the answers of the recorded providers. */
export interface CorpusServer {
  readonly url: string
  /** Received requests that differ from the corpus, by line. */
  readonly wrong: ReadonlyMap<number, string>
  close(): Promise<void>
}

/** The response headers that the server sends, one by one. */
export function servedHeaders({ response }: Pick<CorpusInteraction, 'response'>): Array<[name: string, value: string]> {
  return headerList(response.headers).filter(([name]) => !wireHeaders.test(name))
}

/**
 * The status text that the server sends. Without one in the corpus it is the usual one: HTTP/2 has no status texts, and
 * some source formats of the corpus do not store them.
 */
export function servedStatusText({ response: { status, statusText } }: Pick<CorpusInteraction, 'response'>): string {
  return statusText || (STATUS_CODES[status] ?? '')
}

export async function serveCorpus(interactions: readonly CorpusInteraction[]): Promise<CorpusServer> {
  const byLine = new Map(interactions.map((interaction) => [interaction.line, interaction]))
  const wrong = new Map<number, string>()
  const answered = new Set<number>()
  const server = createServer(async (request, response) => {
    const line = Number(request.headers[lineHeader])
    const interaction = byLine.get(line)
    if (interaction === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end(`No line ${line} in this corpus`)
      return
    }
    const difference = answered.has(line) ? 'was sent more than once' : await compareRequest(interaction, request)
    if (difference !== undefined) wrong.set(line, difference)
    answered.add(line)
    await send(interaction, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    wrong,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function compareRequest({ request }: CorpusInteraction, incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const expected = new URL(request.url)
  const url = `${String(incoming.headers['x-cassette-origin'])}${incoming.url}`
  if (incoming.method !== request.method) return `was sent as ${incoming.method}`
  if (url !== `${expected.origin}${expected.pathname}${expected.search}`) return `was sent to ${url}`
  if (!Buffer.concat(chunks).equals(bodyOf(request))) return 'was sent with another body'
  return undefined
}

async function send(interaction: CorpusInteraction, response: ServerResponse): Promise<void> {
  response.sendDate = false
  response.writeHead(interaction.response.status, servedStatusText(interaction), servedHeaders(interaction).flat())
  for (const chunk of chunksOf(interaction)) {
    response.write(chunk)
    // Without a pause most chunks would arrive joined.
    await pause(1)
  }
  response.end()
}
