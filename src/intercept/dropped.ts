import type { Settings } from '../cassette/settings.ts'
import { urlMatcher } from '../http/url-patterns.ts'
import { isLoopback } from '../providers/loopback.ts'
import { isTelemetry } from '../providers/telemetry.ts'
import { telemetry } from '../cassette/options.ts'

/** Says whether a request is neither sent nor recorded. */
export type Dropped = (method: string, url: URL) => boolean

const known = new WeakMap<object, Dropped>()

/** Compiles the option `drop`, once for the same settings. */
export function dropped(settings: Pick<Settings, 'drop'>): Dropped {
  const existing = known.get(settings)
  if (existing !== undefined) return existing
  const compiled = compile(settings.drop)
  known.set(settings, compiled)
  return compiled
}

function compile(drop: readonly string[]): Dropped {
  const hasTelemetry = drop.includes(telemetry)
  const isNamed = urlMatcher(drop.filter((entry) => entry !== telemetry))
  return (method, url) =>
    // A collector on this machine is the user's own.
    (hasTelemetry && isTelemetry(method, url) && !isLoopback(url.hostname)) || isNamed(url.href)
}
