import { decide } from '../cassette/decide.ts'
import type { Interaction, StoredRequest } from '../cassette/interaction.ts'
import type { TestSettings } from '../cassette/test-settings.ts'
import { stepPath, type StepRecord } from '../diagnostics/step-record.ts'
import { keyOf } from '../match/match-rules.ts'
import { hasOwnRules, plainMatching } from '../match/matching.ts'
import { withoutIdleStreams } from '../providers/mcp.ts'
import type { Accepting } from '../session/accepting.ts'
import type { Comparing } from '../session/comparing.ts'
import type { OpenExchange } from '../session/open-exchange.ts'
import type { TestIdentity } from '../session/test-identity.ts'
import { beginExchange, followOrder } from '../session/begin-exchange.ts'
import type { TrafficLog } from '../session/traffic-log.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import { takeFromBudget } from './budget.ts'
import { beyondGuardrails, type GuardedTest } from './check-guardrails.ts'
import { findRecorded } from './find-recorded.ts'
import { redactRecorded } from './redact-recorded.ts'
import type { MissedTest } from './miss-error.ts'
import { findOrTakeOver } from './take-over.ts'

/** A request, or a call of a wrapped function, with its place among those of its test. */
export interface PlacedRequest {
  /** As it would stand in the cassette. Its secrets may be in it. */
  readonly request: StoredRequest
  readonly lane: string
  /** The line of the app that made the request, as a line of a stack, where it is known. */
  readonly callSite?: (() => string | undefined) | undefined
  /** The client that asks, as it names itself. */
  readonly client?: string | undefined
  /** The innermost step that is running. */
  readonly step: StepRecord | undefined
  readonly cassette: OpenCassette
  /** Its place in the order of the attempt's requests. */
  readonly slot: number
  /** Tells the keys of requests apart; absent in a replay. */
  readonly sender?: string | undefined
  /** Gives the error of a request that must not go live, as it stands in the cassette. */
  readonly unrecordable?: (request: StoredRequest) => Error | undefined
}

/** The part of an attempt that looking up reads and writes. */
export interface AskingTest extends GuardedTest, MissedTest {
  readonly test: TestIdentity
  readonly options: MissedTest['options'] & Pick<TestSettings, 'onExhausted' | 'stream'>
  readonly traffic: TrafficLog
  readonly comparing: Comparing
  /** Absent outside a run of `accept --requests`. */
  readonly accepting?: Accepting | undefined
  fail(error: Error): void
}

/** The outcome of a live request, for the cassette. */
export type Outcome = Pick<Interaction, 'recordedAt'> & (Pick<Interaction, 'response'> | Pick<Interaction, 'failure'>)

/** How a request is answered, and its exchange in the traffic of the test. */
export type LookedUp = { readonly exchange: OpenExchange } & (
  | { readonly replay: Interaction }
  /** Go live, and hand the outcome to `record`. `fallBack` gives the interaction that may be replayed instead. */
  | { readonly record: (outcome: Outcome) => void; readonly fallBack?: () => Interaction }
  /** The test fails with the error. */
  | { readonly refuse: Promise<Error> }
)

/**
 * Looks a request up in the cassette and decides how it is answered. Synchronous, since a wrapped function is called in
 * the turn of its caller.
 *
 * @throws CassetteNormalizerError when a normalizer fails.
 */
export function lookUp(attempt: AskingTest, placed: PlacedRequest): LookedUp {
  const { step, client, cassette, slot, sender } = placed
  const { matching } = attempt.comparing
  const { settings } = attempt.test
  const redaction = matching.redaction()
  const request = redaction.request(placed.request)
  const lane = redaction.name(placed.lane)
  const key = keyOf(request, matching)
  attempt.traffic.keys.add(key)
  // Without rules of the user, it is the same key.
  if (settings.redact.length + settings.keep.length > 0 || hasOwnRules(matching))
    attempt.traffic.keys.add(keyOf(request, plainMatching))
  const exchange = beginExchange(attempt.traffic, { key, lane, step, client, sender: sender || undefined, request })
  const find = (): ReturnType<typeof findRecorded> => findRecorded(cassette, lane, request, matching, slot)
  const taken = findOrTakeOver(attempt.test, cassette, find)
  // The cassette hands out no interaction that is too old to be replayed.
  const { onStale, fallback } = settings
  const { onExhausted } = attempt.options
  const action = decide(settings.mode, taken.verdict, { onExhausted, onStale, fallback, isStale: false })
  const recorded = taken.verdict === 'miss' ? undefined : taken.verdict === 'exhausted' ? taken.last : taken.interaction
  const isPaced = attempt.options.stream.timing === 'recorded'
  const order =
    attempt.traffic.order ?? followOrder(attempt.traffic, withoutIdleStreams(cassette.interactions), isPaced)
  const missed =
    taken.verdict === 'miss' || taken.verdict === 'exhausted' ? { ...placed, lane, request, taken } : undefined
  const isRefused = action === 'refuse' && missed !== undefined
  const replayed = action === 'replay' ? recorded : isRefused ? attempt.accepting?.take(missed, matching) : undefined
  if (replayed !== undefined) {
    exchange.replay(replayed)
    order.asked(replayed)
    return { exchange, replay: replayed }
  }
  // The app goes another way than the recording.
  order.release()
  if (isRefused) {
    exchange.refusal = missed.taken.verdict
    return { exchange, refuse: failWithMiss(attempt, { ...missed, key }) }
  }
  // The budget comes last: it is taken from for good.
  const error =
    placed.unrecordable?.(request) ??
    beyondGuardrails(attempt) ??
    cassette.unwritable(request) ??
    takeFromBudget(attempt, request)
  if (error !== undefined) {
    exchange.refusal = 'error'
    attempt.fail(error)
    return { exchange, refuse: Promise.resolve(error) }
  }
  const record = (outcome: Outcome): void => {
    const { recordedAt, ...rest } = outcome
    try {
      const stored = matching.ids.asRecorded(request)
      const unsafe = {
        lane,
        ...(step && { step: stepPath(step) }),
        recordedAt,
        ...exchange.clock,
        request: stored,
        ...rest,
      } as Interaction
      const interaction = redactRecorded(unsafe, attempt.comparing)
      exchange.interaction = interaction
      exchange.isRecorded = true
      cassette.record(interaction, stored === request ? key : keyOf(stored, matching), slot)
    } catch (error) {
      attempt.fail(error as Error)
    }
  }
  if (action !== 'record-or-replay' || recorded === undefined) return { exchange, record }
  const fallBack = (): Interaction => {
    cassette.keepUnrefreshed(recorded)
    exchange.replay(recorded)
    return recorded
  }
  return { exchange, record, fallBack }
}

/** Fails the test with a miss. The code that finds and words differences is loaded only here. */
async function failWithMiss(
  attempt: AskingTest,
  missed: Parameters<typeof import('./miss-error.ts').missError>[1],
): Promise<Error> {
  let error: Error
  try {
    const { missError } = await import('./miss-error.ts')
    error = missError(attempt, missed)
  } catch (cause) {
    error = cause as Error
  }
  attempt.fail(error)
  return error
}
