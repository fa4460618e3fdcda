import { isRecording } from '../../cassette/mode.ts'
import type { Settings } from '../../cassette/settings.ts'
import { urlMatcher } from '../../http/url-patterns.ts'
import { providers } from '../../providers/all-providers.ts'
import type { TokenEndpoint } from '../../providers/provider.ts'
import type { RequestEvent } from '../internals/msw-internals.ts'

interface TokenWorker {
  readonly settings: Pick<Settings, 'mode' | 'include' | 'exclude'>
  readonly liveHosts: Set<string>
}

const endpoints = providers.flatMap(({ tokenEndpoints = [] }) => tokenEndpoints)

/**
 * Takes a request for an access token, which is no part of what a test asks: while recording it is let through, also
 * in an offline run, and while replaying it is answered with a token of nobody's. Unlike provider traffic it is not
 * recorded. What the user includes or excludes is traffic like any other.
 *
 * @returns whether it was one.
 */
export function takeTokenExchange(event: RequestEvent, { settings, liveHosts }: TokenWorker): boolean {
  const { request, controller } = event
  // Whoever asks for a tunnel names no URL.
  if (!URL.canParse(request.url)) return false
  const url = new URL(request.url)
  const endpoint = endpointOf(request.method, url)
  if (endpoint === undefined || isOfUser(url, settings)) return false
  if (isRecording(settings.mode)) {
    liveHosts.add(url.hostname)
    return true
  }
  event.stopImmediatePropagation()
  controller.respondWith(
    endpoint.answer === undefined ? new Response(null, { status: 404 }) : Response.json(endpoint.answer),
  )
  return true
}

/** Whether a tunnel leads to where access tokens come from. */
export function givesTokens(origin: URL, settings: Patterns): boolean {
  return endpoints.some(({ hosts }) => hosts.includes(hostOf(origin))) && !isOfUser(origin, settings)
}

type Patterns = Pick<Settings, 'include' | 'exclude'>

function isOfUser({ href }: URL, { include, exclude }: Patterns): boolean {
  return urlMatcher([...include, ...exclude])(href)
}

function endpointOf(method: string, url: URL): TokenEndpoint | undefined {
  return endpoints.find(
    (one) => one.method === method && one.hosts.includes(hostOf(url)) && one.path.test(url.pathname),
  )
}

/** Some are named to the root, with a dot at the end. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/\.$/, '')
}
