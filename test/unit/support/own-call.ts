import type { Call, CloseListener } from '../../../src/answer/call.ts'
import { AnswerRelay } from '../../../src/intercept/live/answer-relay.ts'

/** The call of a client of this process, which asks a provider with `fetch`. */
export interface OwnCall extends Pick<Call, 'goLive' | 'whenClosed'> {
  /** The answer that the client has from its own call. */
  readonly answered: Promise<Response>
}

export function ownCall(request: Request, fetch: typeof globalThis.fetch): OwnCall {
  // Whoever answers reads the request too.
  const sent = request.clone()
  const { promise: answered, resolve, reject } = Promise.withResolvers<Response>()
  answered.catch(() => {})
  let body: ReadableStreamDefaultController<Uint8Array> | undefined
  const whenClosed = (listener: CloseListener): void => {
    request.signal.addEventListener('abort', () => listener('aborted'), { once: true })
    if (request.signal.aborted) listener('aborted')
  }
  const goLive: Call['goLive'] = async (terms) => {
    const stop = new AbortController()
    const relay = new AnswerRelay({
      method: request.method,
      client: {
        head: (status) =>
          resolve(new Response(new ReadableStream<Uint8Array>({ start: (own) => void (body = own) }), { status })),
        data: (piece) => body?.enqueue(new Uint8Array(piece)),
        end: () => body?.close(),
        fail(error) {
          reject(error)
          body?.error(error)
        },
      },
      terms,
      left: request.signal,
      whenClosed,
      abort: (reason) => stop.abort(reason),
      inClient: (call) => call(),
    })
    const { method, url } = request
    void relayFetch(relay, async () =>
      fetch(url, { method, body: new Uint8Array(await sent.arrayBuffer()), signal: stop.signal }),
    )
    return relay.response
  }
  return { goLive, whenClosed, answered }
}

async function relayFetch(relay: AnswerRelay, ask: () => Promise<Response>): Promise<void> {
  try {
    const response = await ask()
    relay.head(response.status, [...response.headers].flat(), response.statusText)
    for await (const piece of response.body ?? []) relay.data(Buffer.from(piece))
    relay.end()
  } catch (error) {
    relay.fail(error as Error)
  }
}
