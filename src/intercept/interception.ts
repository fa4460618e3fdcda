import type { InterceptionWorker } from './caught-request.ts'
import { handleRequest } from './handle-request.ts'
import { interceptionOf } from './interception-of.ts'
import { applyInterceptors, beforeConnections, type RequestEvent } from './internals/msw-internals.ts'
import { catchOnSocket, type SocketSeam } from './sockets/catch-on-socket.ts'
import { ClientCloses } from './sockets/client-closes.ts'
import { ClientSockets } from './sockets/client-sockets.ts'
import { connectionRules, type BridgeHttp2 } from './sockets/connection-rules.ts'
import { LiveConnections } from './sockets/live-connections.ts'
import type { AgentSeam } from './node-http/agent-seam.ts'
import type { UnseenAnswers } from './unseen-answers.ts'
import type { DispatcherSeam } from './undici/dispatcher-seam.ts'

/** The parts that are there before interception starts. */
interface Started {
  readonly undici: SocketSeam['undici']
  readonly dispatchers: Pick<DispatcherSeam, 'wayOn' | 'isFetchOn'>
  readonly agents: Pick<AgentSeam, 'wayOf'>
  readonly unseen: Pick<UnseenAnswers, 'caught'>
  /** Loads what speaks HTTP/2 with a client, which most processes never need. */
  readonly bridgeHttp2: BridgeHttp2
  /** Refuses from now on the HTTP/2 requests to providers that are not bridged. */
  readonly watchHttp2: () => void
}

/**
 * Turns interception on for the rest of the process. From now on:
 *
 * 1. each new connection is watched (`sockets/client-sockets.ts`), and an HTTP/2 client is joined to a session in this
 *    process (`http2/`);
 * 2. each request is caught at one seam: on its socket (`sockets/catch-on-socket.ts`) or in such a session
 *    (`http2/handle-on-stream.ts`);
 * 3. `classify-request.ts` says which kind it is of;
 * 4. the handler of that kind answers it, breaks it or lets it go on (`kinds/`).
 */
export function startInterception(
  worker: InterceptionWorker,
  { undici, dispatchers, agents, unseen, bridgeHttp2, watchHttp2 }: Started,
): void {
  const { requests, connections } = applyInterceptors()
  const sockets = new ClientSockets(connectionRules(worker, undici, bridgeHttp2, watchHttp2))
  beforeConnections(connections, sockets.watch)
  const seam = {
    worker,
    undici,
    dispatchers,
    agents,
    unseen,
    sockets,
    closes: new ClientCloses(),
    connections: new LiveConnections(),
  }
  requests.earlyOn('request', (event: RequestEvent) =>
    handleRequest(catchOnSocket(event, seam), interceptionOf(worker)),
  )
}
