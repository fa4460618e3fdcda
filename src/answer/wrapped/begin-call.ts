import { packBody } from '../../body/pack.ts'
import type { Interaction, StoredRequest } from '../../cassette/interaction.ts'
import { wrapMethod, wrapUrl } from '../../cassette/wrapped-address.ts'
import { CassetteWrapError } from '../../errors/cassette-wrap-error.ts'
import type { Caller } from '../../session/caller.ts'
import type { StrayErrors } from '../../session/fail-test.ts'
import type { OpenExchange } from '../../session/open-exchange.ts'
import { openCassette } from '../../session/open-test-cassette.ts'
import { strayError } from '../../session/stray-error.ts'
import { appFrames, appLine, type CallSite } from '../../util/app-frames.ts'
import { findNotPlain } from '../../util/plain-json.ts'
import type { ErrorClass } from '../../stream/thrown.ts'
import { lookUp } from '../look-up.ts'
import { CallRecorder } from './record-call.ts'
import { shortened } from './shortened.ts'

/** A call of a wrapped function. */
export interface WrappedCall {
  readonly name: string
  /** The function itself; a replay needs none. */
  readonly run: ((...args: never[]) => unknown) | undefined
  readonly args: readonly unknown[]
  /** The value of `this` in the call. */
  readonly self: unknown
  /** Classes of errors that a replay restores. */
  readonly errors: readonly ErrorClass[]
  /** The line of the call. */
  readonly site: CallSite
  readonly caller: Caller
}

/** How a call is answered. Unlike for a request, this is known at once, since a function must be called at once. */
export type BegunCall =
  | { readonly replayed: Interaction; readonly exchange: OpenExchange }
  | { readonly recorder: CallRecorder }
  /** Rejects with the error for the app; the test fails with the whole page. */
  | { readonly refused: Promise<never> }

/** Looks a call up: its matching must be prepared. Never throws. */
export function beginCall(call: WrappedCall, worker: StrayErrors): BegunCall {
  const { name, caller } = call
  const { attempt } = caller
  try {
    if (!attempt.isClosed) return beginIn(call)
    const error = strayError(`${wrapMethod} ${name}`, attempt, worker)
    return { refused: Promise.reject(shortened(error)) }
  } catch (cause) {
    const error = cause as Error
    attempt.fail(error)
    return { refused: Promise.reject(shortened(error)) }
  }
}

function beginIn(call: WrappedCall): BegunCall {
  const { name, run, site, caller } = call
  const { attempt, lane, step } = caller
  const cassette = openCassette(attempt)
  const slot = cassette.nextSlot()
  const unrecordable = (): Error | undefined =>
    run === undefined ? new CassetteWrapError({ wrapped: name, problem: 'no-function' }, appFrames(site)) : undefined
  const callSite = (): string | undefined => appLine(site)
  const found = lookUp(attempt, { request: requestOf(call), callSite, lane, step, cassette, slot, unrecordable })
  const { exchange } = found
  if ('refuse' in found) {
    const refused = found.refuse.then((error): never => {
      throw shortened(error)
    })
    attempt.inFlight.track(refused)
    return { refused }
  }
  if ('record' in found) return { recorder: new CallRecorder({ name, site, attempt, exchange, record: found.record }) }
  attempt.accounts.replayed.push(found.replay)
  return { replayed: found.replay, exchange }
}

/** @throws CassetteWrapError when JSON cannot hold the arguments. */
function requestOf({ name, args, site }: WrappedCall): StoredRequest {
  // An `undefined` at the end is the same as an argument that is left out.
  const given = args.slice(0, args.findLastIndex((value) => value !== undefined) + 1)
  const found = given.flatMap((value, index) => findNotPlain(value, `arguments[${index}]`) ?? [])[0]
  if (found !== undefined)
    throw new CassetteWrapError({ wrapped: name, problem: 'not-json', ...found }, appFrames(site))
  const body = packBody(new TextEncoder().encode(JSON.stringify(given)), 'application/json')
  return { method: wrapMethod, url: wrapUrl(name), ...(body && { body }) }
}
