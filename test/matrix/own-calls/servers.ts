import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { certificate } from '../../support/certificate.ts'

/** A request at the provider. */
export interface Arrived {
  readonly method: string
  readonly host: string
  readonly body: string
}

/** A provider with an own authority, which listens on a port and on a Unix socket, and a proxy of SOCKS before it. */
export interface Servers {
  readonly env: Record<string, string>
  /** The requests, by path. */
  readonly arrived: ReadonlyMap<string, Arrived>
  /** Connections through the proxy. */
  proxied(): number
  close(): Promise<void>
}

export async function startServers(): Promise<Servers> {
  const arrived = new Map<string, Arrived>()
  let proxied = 0
  const answer: RequestListener = async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '' } = request
    const path = decodeURIComponent(url)
    arrived.set(path, { method, host: request.headers.host ?? '', body: Buffer.concat(chunks).toString() })
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ path }))
  }
  const secure = createSecureServer(certificate, answer)
  const plain = createHttpServer(answer)
  const clients = new Set<Socket>()
  const socks = createTcpServer((client) => {
    proxied += 1
    clients.add(client)
    client.once('data', () => {
      client.write(Buffer.from([5, 0]))
      client.once('data', (asked: Buffer) => {
        // The address stands before the port, in the last two bytes. Every address leads to the provider.
        const provider = connect(asked.readUInt16BE(asked.length - 2), '127.0.0.1', () => {
          client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
          client.pipe(provider).pipe(client)
        })
        provider.on('error', () => client.destroy())
        client.on('error', () => provider.destroy())
      })
    })
    client.on('error', () => {})
  })
  const folder = mkdtempSync(join(tmpdir(), 'own-calls-'))
  const socket = join(folder, 'provider.sock')
  await listen(plain, socket)
  const [port, socksPort] = [await listen(secure, 0), await listen(socks, 0)]
  return {
    env: { PORT: String(port), SOCKET: socket, SOCKS: String(socksPort), CERT: certificate.cert },
    arrived,
    proxied: () => proxied,
    async close() {
      secure.closeAllConnections()
      plain.closeAllConnections()
      for (const client of clients) client.destroy()
      await Promise.all([secure, plain, socks].map((server) => new Promise((closed) => server.close(closed))))
      rmSync(folder, { recursive: true })
    },
  }
}

async function listen(server: Server, at: string | number): Promise<number | undefined> {
  await new Promise<void>((listening) => server.listen(at, listening))
  return typeof at === 'number' ? (server.address() as AddressInfo).port : undefined
}
