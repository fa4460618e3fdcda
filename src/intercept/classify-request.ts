import { targetOf } from '../http/target.ts'
import { parsedUrl } from '../util/parsed-url.ts'
import { remember } from '../util/remember.ts'
import { isRefused, type OfflineRules } from '../offline/offline.ts'
import type { Settings } from '../cassette/settings.ts'
import { dropped } from './dropped.ts'
import { recordable, type Recordable } from './recordable.ts'
import type { RequestShape } from './request-shape.ts'
import { givesTokens, tokenEndpointOf } from './token-endpoints.ts'
import { trialHost } from './trial-request.ts'

/**
 * The kinds of requests. Each has one handler:
 *
 * - `trial`: the set-up of a test file asks whether requests are caught
 * - `token-exchange`: a client exchanges credentials for an access token
 * - `live-call`: it goes to the provider while recording, and its answer is recorded elsewhere
 * - `dropped`: nobody needs it: telemetry of SDKs
 * - `tunnel`: a client asks a proxy for a connection to a provider
 * - `web-socket`: a client opens a WebSocket to a provider
 * - `full-duplex`: a client sends and receives at the same time
 * - `preflight`: a page asks whether it may send a request to a provider
 * - `provider`: the cassette answers it
 * - `provider-shaped`: the path is a provider's, on an unknown host, and the body decides
 * - `outside`: all other requests, which are the user's own
 */
export type RequestKind =
  | 'trial'
  | 'token-exchange'
  | 'live-call'
  | 'dropped'
  | 'tunnel'
  | 'web-socket'
  | 'full-duplex'
  | 'preflight'
  | 'provider'
  | 'provider-shaped'
  | 'outside'

/** The kinds that only a socket shows whole, or that go to the network in any case. */
const onSockets: ReadonlySet<RequestKind> = new Set(['outside', 'live-call', 'tunnel', 'web-socket'])

/** Says whether a request of this kind goes on to its socket. */
export function goesOn(kind: RequestKind): boolean {
  return onSockets.has(kind)
}

/** The part of the worker's state that decides about kinds. */
export interface ClassifyRules extends OfflineRules {
  readonly settings: OfflineRules['settings'] & Pick<Settings, 'include' | 'exclude' | 'drop'>
}

/**
 * Says which kind a request is of: the first one that fits. No other code decides about requests.
 *
 * @param isKnownHost says whether the test has asked this host as a provider before.
 */
export function classify(
  shape: RequestShape,
  rules: ClassifyRules,
  isKnownHost: (host: string) => boolean = () => false,
): RequestKind {
  const { form, method, url, isLive } = shape
  const { settings } = rules
  if (url.hostname === trialHost) return 'trial'
  const { givesToken, isDropped, found: named } = addressOf(method, url, settings)
  // A tunnel to another port than 443 may lead to plain HTTP.
  const isPlain = form === 'tunnel' && named === 'never' && url.port !== ''
  const found = isPlain ? addressOf(method, plainUrl(url), settings).found : named
  if (form === 'plain' && givesToken) return 'token-exchange'
  if (isLive && !isRefused(targetOf(url), rules)) return 'live-call'
  if (form !== 'tunnel' && form !== 'web-socket' && isDropped) return 'dropped'
  if (form === 'tunnel' && givesTokens(url, settings)) return 'tunnel'
  if (found === 'never' && !isKnownHost(url.host)) return 'outside'
  if (form === 'tunnel') return 'tunnel'
  if (form === 'web-socket') return 'web-socket'
  if (form === 'duplex') return 'full-duplex'
  if (form === 'preflight') return 'preflight'
  return found === 'if-shaped' && !isKnownHost(url.host) ? 'provider-shaped' : 'provider'
}

/** The same address without TLS. */
function plainUrl({ href }: URL): URL {
  return parsedUrl(href.replace(/^https/, 'http'))
}

/** What the rules say of an address. */
interface AddressKind {
  readonly givesToken: boolean
  readonly isDropped: boolean
  readonly found: ReturnType<Recordable>
}

/** A test asks few addresses, and many times. */
const known = new WeakMap<object, (address: string) => AddressKind>()

function addressOf(method: string, url: URL, settings: ClassifyRules['settings']): AddressKind {
  let kindOf = known.get(settings)
  if (kindOf === undefined) known.set(settings, (kindOf = remember((address) => kindOfAddress(address, settings))))
  return kindOf(`${method} ${url.href}`)
}

/** @param address a method and a URL, with a blank between. */
function kindOfAddress(address: string, settings: ClassifyRules['settings']): AddressKind {
  const [method = '', href = ''] = address.split(' ', 2)
  const url = parsedUrl(href)
  return {
    givesToken: tokenEndpointOf({ form: 'plain', method, url }, settings) !== undefined,
    isDropped: dropped(settings)(method, url),
    found: recordable(settings)(method, url),
  }
}
