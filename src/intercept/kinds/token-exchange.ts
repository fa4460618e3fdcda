import { isRecording } from '../../cassette/mode.ts'
import { afterOwnServers } from '../after-own-servers.ts'
import type { Handler } from '../caught-request.ts'
import { tokenEndpointOf } from '../token-endpoints.ts'

/**
 * Lets a request for an access token go out while recording, also in an offline run, and answers it with a made-up token
 * in replay. It is never recorded, because no test asks for it.
 */
export const tokenExchange: Handler = (caught, { worker: { settings, liveHosts } }) => {
  const { shape } = caught
  if (isRecording(settings.mode)) {
    liveHosts.add(shape.url.hostname)
    return
  }
  const { answer } = tokenEndpointOf(shape, settings) ?? {}
  return afterOwnServers(caught, () =>
    caught.respond(answer === undefined ? new Response(null, { status: 404 }) : Response.json(answer)),
  )
}
