import { telemetry } from '../cassette/options.ts'
import type { Settings } from '../cassette/settings.ts'
import { isLocal, type Target } from '../http/connection-target.ts'
import { localPorts } from '../providers/local-ports.ts'
import { isProxyOf } from './proxies/environment-proxies.ts'

/**
 * Says quickly whether a request to a target may belong in a cassette, so that nothing is loaded for those that cannot: the
 * user's own servers on this machine.
 */
export function mayRecordTo(worker: {
  readonly settings: Pick<Settings, 'include' | 'drop'>
}): (target: Target) => boolean {
  const isProxy = isProxyOf(process.env)
  const ports = new Set<number>(Object.values(localPorts))
  return (target) =>
    !isLocal(target) ||
    worker.settings.include.length > 0 ||
    worker.settings.drop.some((entry) => entry !== telemetry) ||
    isProxy(target) ||
    ports.has(target.port)
}
