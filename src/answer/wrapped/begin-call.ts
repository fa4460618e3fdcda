import { packBody } from '../../body/pack.ts'
import { decide } from '../../cassette/decide.ts'
import type { Interaction, StoredRequest } from '../../cassette/interaction.ts'
import { findNotPlain } from '../../util/plain-json.ts'
import { appFrames, type CallSite } from '../../util/app-frames.ts'
import { wrapMethod, wrapUrl } from '../../cassette/wrapped-address.ts'
import { stepPath } from '../../diagnostics/step-record.ts'
import type { CassetteError } from '../../errors/cassette-error.ts'
import { CassetteWrapError } from '../../errors/cassette-wrap-error.ts'
import { readUsage } from '../../providers/read-usage.ts'
import { addUsage } from '../add-usage.ts'
import { takeFromBudget } from '../budget.ts'
import { beyondGuardrails } from '../check-guardrails.ts'
import { keyOf } from '../../match/match-rules.ts'
import type { OpenExchange } from '../../session/open-exchange.ts'
import { openCassette } from '../../session/open-test-cassette.ts'
import type { Caller } from '../../session/caller.ts'
import type { StrayErrors } from '../../session/fail-test.ts'
import { strayError } from '../../session/stray-error.ts'
import { findRecorded } from '../find-recorded.ts'
import { CallRecorder } from './record-call.ts'
import { shortened } from './shortened.ts'

/** A call of a wrapped function. */
export interface WrappedCall {
  readonly name: string
  /** The function itself; a replay needs none. */
  readonly run: ((...args: never[]) => unknown) | undefined
  readonly args: readonly unknown[]
  /** The line that has called it. */
  readonly site: CallSite
  readonly caller: Caller
}

/** What becomes of a call: as with requests, but nothing of it may wait, since a function must be called at once. */
export type BegunCall =
  | { readonly replayed: Interaction; readonly exchange: OpenExchange }
  | { readonly recorder: CallRecorder; readonly run: NonNullable<WrappedCall['run']> }
  /** Rejects with what the caller is told; the test fails with the whole page. */
  | { readonly refused: Promise<never> }

/** Looks a call up and decides what becomes of it: its matching must be prepared. Never throws. */
export function beginCall(call: WrappedCall, worker: StrayErrors): BegunCall {
  const { attempt } = call.caller
  try {
    if (!attempt.isClosed) return lookUp(call)
    const error = strayError(`${wrapMethod} ${call.name}`, call.caller, worker)
    return { refused: Promise.reject(shortened(error)) }
  } catch (cause) {
    const error = cause as Error
    attempt.fail(error)
    return { refused: Promise.reject(shortened(error)) }
  }
}

function lookUp(call: WrappedCall): BegunCall {
  const { name, run, caller } = call
  const { attempt, lane, step } = caller
  const { settings, matching, tally } = attempt
  const isConcurrent = attempt.underWay > 0
  const cassette = openCassette(attempt)
  const slot = cassette.nextSlot()
  const request = matching.redaction().request(requestOf(call))
  const key = keyOf(request, matching)
  attempt.asked.add(key)
  const exchange = attempt.traffic.begin({ key, lane, ...(step && { step }), request })
  const taken = findRecorded(cassette, lane, request, matching, slot)
  const action = decide(settings.mode === 'off' ? 'replay' : settings.mode, taken.verdict)
  if (action === 'live') {
    const error =
      beyondGuardrails(attempt) ??
      (run === undefined
        ? new CassetteWrapError({ wrapped: name, problem: 'no-function' }, appFrames(call.site))
        : takeFromBudget(attempt, request))
    if (error !== undefined || run === undefined) {
      exchange.refusal = 'error'
      throw error as CassetteError
    }
    const base = { lane, ...(step && { step: stepPath(step) }), request }
    const keep = (interaction: Interaction): void => {
      exchange.interaction = interaction
      exchange.isRecorded = true
      cassette.record(interaction, key, slot)
    }
    return { run, recorder: new CallRecorder({ name, site: call.site, attempt, base, exchange, keep }) }
  }
  const replayed = (interaction: Interaction): BegunCall => {
    exchange.interaction = interaction
    tally.offline += 1
    const usage = readUsage(interaction.response?.body)
    tally.savedTokens += (usage?.input ?? 0) + (usage?.output ?? 0)
    if (usage !== undefined) addUsage(tally.savedModels, request, usage)
    for (const [delay] of interaction.response?.chunks ?? []) tally.savedMs += delay
    return { replayed: interaction, exchange }
  }
  if ('interaction' in taken) return replayed(taken.interaction)
  if (taken.verdict === 'exhausted' && settings.onExhausted === 'repeat-last') return replayed(taken.last)
  exchange.refusal = taken.verdict
  const refused = import('../miss-error.ts').then(({ noAnswer }): never => {
    const error = noAnswer({ stored: request, key, taken, caller, cassette, isConcurrent })
    attempt.fail(error)
    throw shortened(error)
  })
  attempt.track(refused, () => {})
  return { refused }
}

/** @throws CassetteWrapError when JSON cannot hold the arguments. */
function requestOf({ name, args, site }: WrappedCall): StoredRequest {
  // An argument that is left out at the end is as good as none.
  const given = args.slice(0, args.findLastIndex((value) => value !== undefined) + 1)
  const found = given.flatMap((value, index) => findNotPlain(value, `arguments[${index}]`) ?? [])[0]
  if (found !== undefined)
    throw new CassetteWrapError({ wrapped: name, problem: 'not-json', ...found }, appFrames(site))
  const body = packBody(new TextEncoder().encode(JSON.stringify(given)), 'application/json')
  return { method: wrapMethod, url: wrapUrl(name), ...(body && { body }) }
}
