import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/** A provider for several projects at once, each below its own path. All answers differ. */
export interface Provider {
  /** @param onRequest called with each question. */
  urlFor(project: string, onRequest: (question: string) => void): string
  close(): void
}

export async function serve(): Promise<Provider> {
  const listeners = new Map<string, (question: string) => void>()
  let count = 0
  const server = createServer((request, response) => {
    text(request)
      .then((body) => {
        const { kind, messages } = JSON.parse(body)
        listeners.get(request.url!.split('/')[1]!)?.(messages[0].content)
        return answer(response, kind, `answer-${++count};`)
      })
      // The client was killed during its request.
      .catch(() => response.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    urlFor(project, onRequest) {
      listeners.set(project, onRequest)
      return `http://127.0.0.1:${port}/${project}`
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** More bytes than the largest body inside a cassette. */
const large = 80_000

async function answer(response: ServerResponse, kind: string, content: string): Promise<void> {
  if (kind === 'bytes') {
    const bytes = Buffer.alloc(large, 0xff)
    bytes.write(content)
    response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(bytes)
  } else if (kind === 'stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const word of [content, 'and', 'more']) {
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: word } }] })}\n\n`)
      await sleep(2)
    }
    response.end('data: [DONE]\n\n')
  } else {
    const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }]
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ choices }))
  }
}
