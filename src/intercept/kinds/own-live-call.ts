import { removeLiveSign } from '../../http/live-call.ts'
import type { Handler } from '../caught-request.ts'
import { removeBypassSign } from '../internals/msw-internals.ts'

/** Lets a live call of ours go to the provider, past every server of the user. */
export const ownLiveCall: Handler = (caught) => {
  caught.claim()
  removeLiveSign(caught.request.headers)
  removeBypassSign(caught.request.headers)
}
