import { telemetry } from '../cassette/options.ts'
import type { Settings } from '../cassette/settings.ts'
import { isLocal, type Target } from '../http/connection-target.ts'
import { urlOf } from '../http/target.ts'
import { providerOfHost } from '../providers/find-provider.ts'
import { isProxyOf } from './proxies/environment-proxies.ts'

/**
 * Says quickly whether a request to a target may belong in a cassette, so that nothing is loaded for those that cannot: the
 * user's own servers on this machine.
 */
export function mayRecordTo(worker: {
  readonly settings: Pick<Settings, 'include' | 'drop'>
}): (target: Target) => boolean {
  const isProxy = isProxyOf(process.env)
  return (target) =>
    worker.settings.include.length > 0 ||
    worker.settings.drop.some((entry) => entry !== telemetry) ||
    !isLocal(target) ||
    isProxy(target) ||
    providerOfHost(urlOf(target)) !== undefined
}
