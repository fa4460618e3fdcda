import type { Target } from './connection-target.ts'

/** An IPv6 address without its brackets. */
export function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

/**
 * The origin of an HTTPS server at this place.
 *
 * @throws TypeError for a host that no URL has.
 */
export function urlOf(target: Target): URL {
  return new URL(addressOf(target))
}

/** Says whether a URL can name this place: Node connects to an address with a zone (`fe80::1%eth0`) and looks up any text. */
export function hasUrl(target: Target): boolean {
  return URL.canParse(addressOf(target))
}

function addressOf({ host, port }: Target): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The target of a URL. */
export function targetOf({ hostname, port, protocol }: URL): Target {
  const isSecure = protocol === 'https:' || protocol === 'wss:'
  return { host: bare(hostname), port: Number(port || (isSecure ? 443 : 80)) }
}
