import type { CaughtRequest, Handler, Interception } from './caught-request.ts'
import { classify, type RequestKind } from './classify-request.ts'
import { droppedRequest } from './kinds/dropped-request.ts'
import { fullDuplex } from './kinds/full-duplex.ts'
import { outside } from './kinds/outside.ts'
import { knownLiveCall } from './kinds/known-live-call.ts'
import { preflight } from './kinds/preflight.ts'
import { providerRequest } from './kinds/provider-request.ts'
import { providerShaped } from './kinds/provider-shaped.ts'
import { tokenExchange } from './kinds/token-exchange.ts'
import { trial } from './kinds/trial.ts'
import { tunnel } from './kinds/tunnel.ts'
import { webSocket } from './kinds/web-socket.ts'

const handlers: Readonly<Record<RequestKind, Handler>> = {
  trial,
  'token-exchange': tokenExchange,
  'live-call': knownLiveCall,
  dropped: droppedRequest,
  tunnel,
  'web-socket': webSocket,
  'full-duplex': fullDuplex,
  preflight,
  provider: providerRequest,
  'provider-shaped': providerShaped,
  outside,
}

/** Handles a request that a seam has caught. What is neither answered nor broken afterwards goes on as it is. */
export async function handleRequest(caught: CaughtRequest, interception: Interception): Promise<void> {
  const { worker, knownHosts } = interception
  const kind = classify(caught.shape, worker, (host) => knownHosts.has(host, caught.caller))
  await handleAs(kind, caught, interception)
}

/** Handles a caught request whose kind is known. */
export async function handleAs(kind: RequestKind, caught: CaughtRequest, interception: Interception): Promise<void> {
  await handlers[kind](caught, interception)
}
