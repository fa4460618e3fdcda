import type { Target } from './connection-target.ts'

/** An IPv6 address without its brackets. */
export function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

/** The origin of an HTTPS server at this place. */
export function urlOf({ host, port }: Target): URL {
  return new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`)
}

/** The target of a URL. */
export function targetOf({ hostname, port, protocol }: URL): Target {
  const isSecure = protocol === 'https:' || protocol === 'wss:'
  return { host: bare(hostname), port: Number(port || (isSecure ? 443 : 80)) }
}
