import { isRecording } from '../core/mode.ts'
import { providers } from '../providers/index.ts'
import type { TokenEndpoint } from '../providers/provider.ts'
import type { RequestEvent } from './interceptors.ts'
import type { Runtime } from './runtime.ts'
import { urlMatcher } from '../core/url-patterns.ts'

const endpoints = providers.flatMap(({ tokenEndpoints = [] }) => tokenEndpoints)

/**
 * Takes a request for an access token, which is no part of what a test asks: while recording it is let through, also
 * in an offline run, and while replaying it is answered with a token of nobody's. Unlike provider traffic it is never
 * recorded, whatever the user includes; what the user excludes is left alone.
 *
 * @returns whether it was one.
 */
export function takeTokenExchange(event: RequestEvent, { settings, liveHosts }: Runtime): boolean {
  const { request, controller } = event
  // Whoever asks for a tunnel names no URL.
  if (!URL.canParse(request.url)) return false
  const url = new URL(request.url)
  const endpoint = endpointOf(request.method, url)
  if (endpoint === undefined || urlMatcher(settings.exclude)(url.href)) return false
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

function endpointOf(method: string, { hostname, pathname }: URL): TokenEndpoint | undefined {
  // Some are named to the root, with a dot at the end.
  const host = hostname.replace(/\.$/, '')
  return endpoints.find((one) => one.method === method && one.hosts.includes(host) && one.path.test(pathname))
}
