import type { Socket } from 'node:net'
import { CassetteUnseenError } from '../../errors/cassette-unseen-error.ts'
import { urlOf } from '../../http/target.ts'
import { isRefused } from '../../offline/offline.ts'
import { noteRefused } from '../../offline/note-refused.ts'
import { unpluggedError } from '../../offline/unplugged-error.ts'
import { currentCaller } from '../../session/caller.ts'
import { failTest } from '../../session/fail-test.ts'
import type { InterceptionWorker } from '../caught-request.ts'
import { recordable } from '../recordable.ts'
import { recordablePlace } from '../recordable-place.ts'
import type { SocketSeam } from './catch-on-socket.ts'
import type { ConnectionRules } from './client-sockets.ts'

/**
 * Answers an HTTP/2 client on its socket, which has connected already.
 *
 * @param open opens the connection that the client has asked for.
 */
export type BridgeHttp2 = (socket: Socket, open: () => Socket) => void

/** The rules for the connections of a worker. */
export function connectionRules(
  worker: InterceptionWorker,
  undici: SocketSeam['undici'],
  bridgeHttp2: BridgeHttp2,
): ConnectionRules {
  const isProviders = recordablePlace(worker.settings)
  return {
    speaksHttp: (host, port) => undici.hasConnectedTo(host, port),
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
      if (!isRefused(target, worker)) return undefined
      const host = `${target.host}:${target.port}`
      const line = worker.callSites.lineOf(client)
      noteRefused({ address: `tcp ${host}`, host }, line, currentCaller(worker)?.attempt, worker)
      return unpluggedError(target)
    },
    bridge(target, client, open) {
      if (!isRefused(target, worker) && recordable(worker.settings)('POST', urlOf(target)) === 'never') return false
      bridgeHttp2(client, open)
      return true
    },
  }
}
