import { isRecording } from '../../cassette/mode.ts'
import type { Handler } from '../caught-request.ts'

/**
 * Lets a client open a tunnel through its proxy while recording, and opens it without a proxy in replay. The requests
 * that come through the tunnel are caught like all others.
 */
export const tunnel: Handler = async (caught, { worker }) => {
  caught.claim()
  if (isRecording(worker.settings.mode)) return
  await caught.finishConnecting?.()
  caught.respond(new Response(null, { status: 200 }))
}
