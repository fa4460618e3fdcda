import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { decodeBody } from '../../http/decode-body.ts'
import { RecordedAnswers, type AskedRequest } from '../../import/recorded-answers.ts'
import type { ForeignAnswer } from '../../import/recording.ts'
import { isStoredResponseHeader } from '../../redact/stored-headers.ts'
import type { AskAimock } from './aimock-server.ts'
import type { Mapped } from './import-plan.ts'

/** A running upstream that answers from foreign recordings. */
export interface RecordingServer {
  readonly url: string
  readonly server: Server
}

export interface ServeOptions {
  /** 0 for any free port. */
  readonly port: number
  /** Asked for the answer to a request that no recording answers. */
  readonly askAimock?: AskAimock | undefined
  /** Called for a request that nothing answers. */
  readonly onMissing: (asked: AskedRequest) => void
}

/**
 * Serves recordings as the upstream of a recording run: the running test asks, and its recording answers.
 *
 * @throws the system's error when the port is not free.
 */
export async function serveRecordings(
  mapped: readonly Mapped[],
  { port, askAimock, onMissing }: ServeOptions,
): Promise<RecordingServer> {
  const answers = new RecordedAnswers(
    mapped.flatMap(({ source: { recording }, targets }) =>
      recording === undefined
        ? []
        : [{ recording, tests: targets.map(({ owner }) => `${owner.file} > ${owner.name}`) }],
    ),
  )
  const server = createServer(async (incoming, outgoing) => {
    const asked = await readRequest(incoming)
    const answer = answers.take(asked)
    if (answer !== undefined) return respond(outgoing, answer)
    const scripted = await askAimock?.(asked)
    if (scripted !== undefined && scripted.status !== 404) return passOn(scripted, outgoing)
    onMissing(asked)
    respond(outgoing, missing(asked))
  })
  await new Promise<void>((listening, fail) => {
    server.once('error', fail).listen(port, '127.0.0.1', listening)
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

async function readRequest(incoming: IncomingMessage): Promise<AskedRequest> {
  const { method = 'GET', url = '/', headers } = incoming
  const test = headers['x-cassette-test']
  const body = decodeBody(await buffer(incoming), headers['content-encoding'] ?? null)
  return {
    test: typeof test === 'string' ? decodeURIComponent(test) : undefined,
    method,
    url: new URL(url, String(headers['x-cassette-origin'] ?? `http://${headers.host}`)),
    body: Buffer.from(body).toString(),
  }
}

/** SDKs do not repeat a 404. */
function missing({ method, url }: AskedRequest): ForeignAnswer {
  const message = `No recording of this test has an unused answer to ${method} ${url.href}`
  return {
    status: 404,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ error: { message } })),
  }
}

/** Passes an answer on as it comes, so that its chunks are kept. */
async function passOn({ status, headers, body }: Response, outgoing: ServerResponse): Promise<void> {
  for (const [name, value] of headers) if (isStoredResponseHeader(name)) outgoing.setHeader(name, value)
  outgoing.writeHead(status)
  for await (const chunk of body ?? []) outgoing.write(chunk)
  outgoing.end()
}

function respond(outgoing: ServerResponse, { status, statusText, headers, body }: ForeignAnswer): void {
  const encoding = headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1] ?? null
  for (const [name, value] of headers)
    if (isStoredResponseHeader(name.toLowerCase()) && name.toLowerCase() !== 'content-encoding')
      outgoing.appendHeader(name, value)
  if (statusText !== undefined) outgoing.statusMessage = statusText
  outgoing.writeHead(status).end(decodeBody(body, encoding))
}
