import type { Agent, AgentOptions, ClientRequest, RequestOptions } from 'node:http'
import { bare } from '../../http/target.ts'
import { redirectedHeaders, type Redirect } from '../../http/upstream.ts'
import { withoutAnnouncement } from '../internals/announcements.ts'
import { isWholeAddress } from '../proxies/named-target.ts'

/** How the client of a request connects. */
export interface Connecting {
  /** Absent for a client that opens its connection by itself. */
  readonly agent?: Agent
  /** The agent opens a connection by them. */
  readonly options: RequestOptions
  /** Gives another request a connection in place of that of the client. */
  connect(twin: ClientRequest, options: RequestOptions, agent: Agent | undefined): void
}

interface Original extends Connecting {
  readonly request: ClientRequest
  /** As its client has written it. */
  readonly head: string
  readonly body: Buffer
}

/**
 * Sends a request in place of that of its client: with the same headers and body, over a connection that is opened in the
 * same way, here or elsewhere. The client does not hear of it.
 */
export function twinRequest({ request, head, body, ...connecting }: Original, redirect?: Redirect): ClientRequest {
  const { method, path, protocol } = request
  // A proxy that is asked for a whole address is asked for the other one.
  const isAskedForAll = isWholeAddress(path)
  const url = isAskedForAll ? undefined : redirect?.url
  const options = url === undefined ? connecting.options : optionsTo(url, connecting.options)
  const agent = url && connecting.agent && agentFor(url.protocol, connecting.agent)
  const written = headersOf(head)
  let given = options
  const make = (): ClientRequest =>
    new (request.constructor as new (options: RequestOptions) => ClientRequest)({
      ...options,
      method,
      // The time-outs of the client run on its own request.
      timeout: undefined,
      auth: undefined,
      path: isAskedForAll ? (redirect?.url.href ?? path) : url === undefined ? path : `${url.pathname}${url.search}`,
      headers: byName(redirect === undefined ? written : redirectedHeaders(written, redirect)),
      // Node has added its headers to those of the client.
      setDefaultHeaders: false,
      agent: Object.create(agent ?? null, {
        protocol: { value: url?.protocol ?? protocol },
        keepAlive: { value: request.shouldKeepAlive },
        addRequest: { value: (_: unknown, options: RequestOptions) => (given = options) },
      }) as Agent,
    })
  const twin = withoutAnnouncement(make)
  connecting.connect(twin, given, agent ?? connecting.agent)
  twin.end(body.length > 0 ? body : undefined)
  return twin
}

/** The options of a request to another address. TLS takes the name of its host. */
function optionsTo(url: URL, options: RequestOptions): RequestOptions {
  const { protocol, hostname, port } = url
  const host = bare(hostname)
  const isSecure = protocol === 'https:'
  return {
    ...options,
    protocol,
    secureEndpoint: isSecure,
    host,
    hostname: host,
    port: port || (isSecure ? 443 : 80),
    servername: undefined,
  } as RequestOptions
}

/** The agent of a client, if it connects by a protocol; else one of the other protocol with the same options. */
function agentFor(protocol: string, agent: Agent): Agent {
  // An agent for both protocols, as many proxies have, finds out which one a request has.
  const own = Object.getOwnPropertyDescriptor(agent, 'protocol')?.value as string | undefined
  if (own === undefined || own === protocol) return agent
  const { Agent: Other } = process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http')
  // Nobody closes its connections.
  return new Other({ ...(agent as Agent & { readonly options?: AgentOptions }).options, keepAlive: false })
}

/** Names and values in turn. The body is whole: nobody waits with it until the server expects it. */
function headersOf(head: string): string[] {
  const [, ...lines] = head.split('\r\n')
  return lines.flatMap((line) => {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon)
    return colon > 0 && name.toLowerCase() !== 'expect' ? [name, line.slice(colon + 1).trim()] : []
  })
}

/** Agents read the headers of a request by name. */
function byName(headers: readonly string[]): Record<string, string | string[]> {
  const all = new Map<string, [name: string, value: string | string[]]>()
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name, value] = [headers[at]!, headers[at + 1]!]
    const known = all.get(name.toLowerCase())
    if (known === undefined) all.set(name.toLowerCase(), [name, value])
    else known[1] = [known[1], value].flat()
  }
  return Object.fromEntries(all.values())
}
