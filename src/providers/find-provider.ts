import { isLoopback } from './loopback.ts'
import { providers } from './all-providers.ts'
import { isPath } from './is-path.ts'
import type { Provider } from './provider.ts'

const exactHosts = new Map<string, Provider>()
const hostPatterns: Array<readonly [RegExp, Provider]> = []
const localPorts = new Map<string, Provider>()

for (const provider of providers) {
  for (const host of provider.hosts) {
    if (host.includes('*')) hostPatterns.push([hostPattern(host), provider])
    else exactHosts.set(host, provider)
  }
  if (provider.localPort !== undefined) localPorts.set(String(provider.localPort), provider)
}

/** The family that owns the host. */
export function providerOfHost(url: URL): Provider | undefined {
  const { hostname, port } = url
  const known = exactHosts.get(hostname)
  if (known !== undefined) return known
  return isLoopback(hostname) ? localPorts.get(port) : hostPatterns.find(([pattern]) => pattern.test(hostname))?.[1]
}

/** The family of a request: by its host, else by a path that only one family has. */
export function findProvider(url: URL): Provider | undefined {
  return providerOfHost(url) ?? providers.find(({ shapes = [] }) => shapes.some(({ path }) => isPath(path, url)))
}

/** Whether the provider of an address says that a query parameter carries a secret. */
export function isProvidersSecret(address: string, name: string): boolean {
  const provider = URL.canParse(address) ? findProvider(new URL(address)) : undefined
  return provider?.secretParameters?.includes(name.toLowerCase()) ?? false
}

/** `*` stands for one or more characters other than a slash. */
function hostPattern(host: string): RegExp {
  return new RegExp(
    `^${host
      .split('*')
      .map((part) => part.replaceAll('.', '\\.'))
      .join('[a-z0-9.-]+')}$`,
  )
}
