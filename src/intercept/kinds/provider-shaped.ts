import { hasProviderShape } from '../../providers/has-provider-shape.ts'
import type { CaughtRequest, Handler } from '../caught-request.ts'
import { outside } from './outside.ts'
import { providerRequest } from './provider-request.ts'

/** Reads the body of a request to an unknown host: where it has the shape of a provider's, the host counts from then on. */
export const providerShaped: Handler = async (caught, interception) => {
  if (!(await isProviders(caught))) return outside(caught, interception)
  interception.knownHosts.add(caught.shape.url.host, caught.caller)
  return providerRequest(caught, interception)
}

async function isProviders(caught: CaughtRequest): Promise<boolean> {
  const { request, shape } = caught
  // A compressed body is not looked into, and the path decides.
  if (request.headers.has('content-encoding')) return true
  caught.askForBody?.()
  const body = Buffer.from(await caught.copy().arrayBuffer()).toString()
  return hasProviderShape(shape.url, request.headers.get('content-type') ?? '', body)
}
