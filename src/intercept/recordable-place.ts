import type { Settings } from '../cassette/settings.ts'
import type { Target } from '../http/connection-target.ts'
import { originMatcher, urlMatcher } from '../http/url-patterns.ts'
import { providerOfHost } from '../providers/find-provider.ts'
import { isLoopback } from '../providers/loopback.ts'

type Place = (target: Target) => boolean

const known = new WeakMap<object, Place>()

/**
 * Says whether a connection leads to a provider, by its place alone.
 *
 * `include: ['*']` and `include: ['localhost']` are about requests. A connection to another port than that of HTTP may be
 * one to a database, so it counts only where an entry names its host, and on this machine its port. Compiled once for the
 * same settings.
 */
export function recordablePlace(settings: Pick<Settings, 'include' | 'exclude'>): Place {
  const place = known.get(settings) ?? compile(settings)
  known.set(settings, place)
  return place
}

function compile({ include, exclude }: Pick<Settings, 'include' | 'exclude'>): Place {
  const isExcluded = urlMatcher(exclude)
  const isIncluded = originMatcher(include)
  const namesHost = originMatcher(include.filter((entry) => entry !== '*'))
  const namesPort = originMatcher(include.filter((entry) => /:\d+(\/|$)/.test(entry)))
  return ({ host, port }) => {
    const isHttpPort = port === 80 || port === 443
    const name = host.includes(':') ? `[${host}]` : host
    const address = `${port === 80 ? 'http' : 'https'}://${name}:${port}/`
    if (!URL.canParse(address) || isExcluded(address)) return false
    const owner = providerOfHost(new URL(address))
    if (owner !== undefined && owner.otherPaths?.host !== host) return true
    return (isHttpPort ? isIncluded : isLoopback(host) ? namesPort : namesHost)(address)
  }
}
