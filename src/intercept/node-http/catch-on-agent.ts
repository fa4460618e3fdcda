import type { ClientRequest } from 'node:http'
import { targetOf } from '../../http/target.ts'
import { isRefused } from '../../offline/offline.ts'
import { fakesTicks, timers } from '../../stream/clock.ts'
import type { InterceptionWorker } from '../caught-request.ts'
import { classify, goesOn, type RequestKind } from '../classify-request.ts'
import { handleAs } from '../handle-request.ts'
import { interceptionOf } from '../interception-of.ts'
import { agentOf } from '../internals/node-internals.ts'
import { isBypassed, isMockingAgent, isServerListening } from '../internals/msw-internals.ts'
import { noteOutside } from '../kinds/outside.ts'
import { isWholeAddress } from '../proxies/named-target.ts'
import type { AgentRequest } from './agent-seam.ts'
import { CaughtOnAgent } from './caught-on-agent.ts'
import { holdRequest } from './held-request.ts'

/**
 * Answers a request where an agent of `node:http` is given it. Requests that are not for a cassette go on to their sockets, and
 * so does every request while a server of the user listens there.
 */
export function catchOnAgent(given: AgentRequest, worker: InterceptionWorker): void {
  if (isServerListening() || isMockingAgent(agentOf(given.request)) || fakesTicks()) return given.goOn()
  const interception = interceptionOf(worker)
  const { request } = given
  const caught = new CaughtOnAgent(given, worker)
  let kind: RequestKind = 'outside'
  /** Whether the request is refused, whatever its body is. */
  let isRefusedAtOnce = false
  const isRefusedBehindProxy = (): boolean => {
    const { url } = caught.shape
    return kind === 'outside' && isWholeAddress(request.path) && isRefused(targetOf(url), worker, url)
  }
  const handle = (): void => {
    // The call that holds the request has not returned.
    void Promise.resolve()
      .then(() => handleAs(kind, caught, interception))
      .then(
        () => caught.goOnUnsettled(),
        (error: Error) => caught.destroy(error),
      )
  }
  /** Says whether the request is held. */
  const judge = (head: string): boolean => {
    const isKnown = caught.readHead(head) && !isBypassed(caught.request.headers)
    if (isKnown) kind = classify(caught.shape, worker, (host) => interception.knownHosts.has(host, caught.caller))
    // An agent may have a connection for it that nobody watches: of a live call, or to a proxy on this machine.
    isRefusedAtOnce = kind === 'web-socket' || kind === 'full-duplex' || (isKnown && isRefusedBehindProxy())
    const isHeld = isRefusedAtOnce || caught.isConnected || !goesOn(kind)
    if (isRefusedAtOnce) handle()
    else if (!isHeld) given.goOn(isKnown && kind === 'outside' && noteOutside(caught, worker))
    return isHeld
  }
  caught.release = holdRequest(request, {
    head(head) {
      const isHeld = judge(head)
      if (isHeld && !isRefusedAtOnce && caught.request.headers.get('expect')?.toLowerCase() === '100-continue')
        timers.setImmediate(() => continueOnce(request))
      return isHeld
    },
    waits(head) {
      const isHeld = judge(head)
      if (isHeld) caught.connect()
      return isHeld
    },
    whole(body) {
      caught.body = body
      if (!isRefusedAtOnce) handle()
    },
    left: caught.leave,
  })
}

/** Tells a client to send its body. The server of a live call says it again. */
function continueOnce(request: ClientRequest): void {
  const emit = request.emit.bind(request) as (...event: unknown[]) => boolean
  emit('continue')
  request.emit = (name: string | symbol, ...values: unknown[]) => name !== 'continue' && emit(name, ...values)
}
