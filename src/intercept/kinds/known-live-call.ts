import type { Handler } from '../caught-request.ts'
import { removeBypassSign } from '../internals/msw-internals.ts'

/** Lets a live call go to the provider, past every server of the user. */
export const knownLiveCall: Handler = (caught) => {
  caught.claim()
  removeBypassSign(caught.request.headers)
}
