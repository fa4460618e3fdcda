import { parsedUrl } from '../util/parsed-url.ts'
import { isWholeAddress } from './proxies/named-target.ts'

/**
 * The URL of a request. A client that has looked up a name itself connects to an address: the header `host` has the name then.
 *
 * @param origin where the request is sent.
 * @param path as it is sent, which is a whole URL for a request to a proxy.
 * @param host the header `host`.
 */
export function requestUrl(origin: URL, path: string, host: string | null): string {
  if (isWholeAddress(path)) return parsedUrl(path).href
  const isAddress = host !== null && /^\[|^[\d.]+$/.test(origin.hostname)
  const base = isAddress ? `${origin.protocol}//${host}` : origin.origin
  return parsedUrl(`${base}${path}`).href
}
