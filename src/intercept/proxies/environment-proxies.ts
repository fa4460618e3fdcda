import type { Target } from '../../http/connection-target.ts'
import { bare, targetOf } from '../../http/target.ts'

/** Variables that name a proxy. Clients know them in small letters and in capitals. */
const variables = ['all_proxy', 'http_proxy', 'https_proxy'].flatMap((name) => [name, name.toUpperCase()])

/** The proxies that the environment names. */
export function proxiesOf(environment: NodeJS.ProcessEnv): Target[] {
  return variables.flatMap((name) => {
    const value = environment[name] ?? ''
    if (value === '') return []
    const text = value.includes('://') ? value : `http://${value}`
    return URL.canParse(text) ? [targetOf(new URL(text))] : []
  })
}

/** Says whether a connection to this target is one to a proxy that the environment names. */
export function isProxyOf(environment: NodeJS.ProcessEnv): (target: Target) => boolean {
  const addresses = new Set(proxiesOf(environment).map(({ host, port }) => `${host}:${port}`))
  return ({ host, port }) => addresses.has(`${bare(host)}:${port}`)
}
