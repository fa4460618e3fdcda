import type { Settings } from '../../cassette/settings.ts'
import type { Target } from '../../http/connection-target.ts'
import { targetOf } from '../../http/target.ts'
import { hasProviderShape } from '../../providers/has-provider-shape.ts'
import { isLoopback } from '../../providers/loopback.ts'
import { dropped } from '../dropped.ts'
import { recordable } from '../recordable.ts'
import { recordablePlace } from '../recordable-place.ts'
import type { WrittenRequest } from './read-written-request.ts'

/** A request is sent, dropped, judged by its body, or ends with an error. */
export type Fate = 'sent' | 'dropped' | 'undecided' | Error

export interface FateRules {
  readonly settings: Pick<Settings, 'include' | 'exclude' | 'drop'>
  /** The error of a request to a provider. */
  readonly refuse: (method: string, url: URL) => Error
  /** The error of a request that goes through a proxy to a place that an offline run does not reach. */
  readonly refuseOutside: (target: Target) => Error | undefined
}

/** Judges a request past all seams: one to a provider is refused, because no cassette can hold it. */
export function fateOf(
  { method, url, type, body, isEncoded, isProxied }: WrittenRequest,
  { settings, refuse, refuseOutside }: FateRules,
): Fate {
  const place = targetOf(url)
  const outside = (): Fate => (isProxied ? refuseOutside(place) : undefined) ?? 'sent'
  const isPlace = recordablePlace(settings)(place)
  if (method === 'CONNECT') return isPlace ? refuse(method, url) : outside()
  if (dropped(settings)(method, url)) return 'dropped'
  const found = recordable(settings)(method, url)
  // On this machine an option must name the port.
  if (found === 'never' || (isLoopback(url.hostname) && !isPlace)) return outside()
  if (found === 'always' || isEncoded) return refuse(method, url)
  if (body === undefined) return 'undecided'
  return hasProviderShape(url, type, body) ? refuse(method, url) : outside()
}
