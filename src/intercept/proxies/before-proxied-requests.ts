import type { Target } from '../../http/connection-target.ts'
import { onHttpRequest } from '../internals/node-internals.ts'
import { onUndiciRequest } from '../internals/undici-internals.ts'
import { namedTarget, undiciTarget } from './named-target.ts'

/**
 * Calls back with the target of each request, before a connection is opened that may lead to a proxy instead: a proxy on
 * this machine looks like any server of the user.
 *
 * @param hasSeen knows the requests of `node:http` that need no connection.
 */
export function beforeProxiedRequests(
  callback: (target: Target) => unknown,
  hasSeen: (request: object) => boolean,
): void {
  onUndiciRequest((request) => {
    const target = undiciTarget(request)
    if (target !== undefined) callback(target)
  })
  // The agents of proxies for `node:http` connect later than this. Other agents have connected by now.
  onHttpRequest((request) => {
    const { protocol, host, method, path } = request
    if (!hasSeen(request)) callback(namedTarget(method, path) ?? { host, port: protocol === 'https:' ? 443 : 80 })
  })
}
