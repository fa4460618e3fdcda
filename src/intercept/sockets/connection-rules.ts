import type { Socket } from 'node:net'
import type { OpenConnection } from '../http2/bridged-sockets.ts'
import { CassetteUnseenError } from '../../errors/cassette-unseen-error.ts'
import { urlOf } from '../../http/target.ts'
import { isRefused } from '../../offline/offline.ts'
import { refuseConnection } from '../../offline/refuse-connection.ts'
import { currentCaller } from '../../session/caller.ts'
import { failTest } from '../../session/fail-test.ts'
import type { InterceptionWorker } from '../caught-request.ts'
import { isHttp2Loaded } from '../internals/node-internals.ts'
import { recordable } from '../recordable.ts'
import { recordablePlace } from '../recordable-place.ts'
import type { SocketSeam } from './catch-on-socket.ts'
import type { ConnectionRules } from './client-sockets.ts'

/**
 * Answers an HTTP/2 client on its socket, which has connected already.
 *
 * @param open opens the connection that the client has asked for.
 */
export type BridgeHttp2 = (socket: Socket, open: OpenConnection) => void

/** The rules for the connections of a worker. */
export function connectionRules(
  worker: InterceptionWorker,
  undici: SocketSeam['undici'],
  bridgeHttp2: BridgeHttp2,
  watchHttp2: () => void,
): ConnectionRules {
  const isProviders = recordablePlace(worker.settings)
  return {
    isUndicis: (client) => undici.sockets.hasOpened(client),
    refuse(target, client, use) {
      const caller = currentCaller(worker)
      if (use !== 'requests' && !caller?.isWrapped && isProviders(target)) {
        // The client of a provider that closes an unused connection has asked nothing.
        if (use === 'nothing') return undefined
        const call = `tcp ${target.host}:${target.port}`
        const error = new CassetteUnseenError({ call, host: urlOf(target).host, from: 'protocol' })
        failTest(error, caller?.attempt, worker)
        return error
      }
      return refuseConnection(target, worker.callSites.lineOf(client), caller?.attempt, worker)
    },
    bridge({ host, port }, client, open) {
      // An API behind a Unix socket has a name of this machine.
      const target = { host, port: Number.isNaN(port) ? 80 : port }
      const isOurs = recordable(worker.settings)('POST', urlOf(target)) !== 'never' || isProviders(target)
      if (isOurs || isRefused(target, worker)) bridgeHttp2(client, open)
    },
    expectHttp2: () => isHttp2Loaded() && watchHttp2(),
  }
}
