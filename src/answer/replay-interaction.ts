import type { Interaction } from '../cassette/interaction.ts'
import { isInterrupted } from '../cassette/order/recorded-events.ts'
import type { TestSettings } from '../cassette/test-settings.ts'
import type { AttemptAccounts } from '../session/attempt-accounts.ts'
import type { OpenExchange } from '../session/open-exchange.ts'
import type { DeliveryGates } from '../stream/delivery-gates.ts'
import type { BreakConnection } from '../stream/failure.ts'
import type { Answer } from './call.ts'
import type { GivenAnswer } from './rpc/rpc-answer.ts'
import { replayResponse } from './replay-response.ts'
import { cutResponse, storedBytes, type BodyOwner } from './stored-bytes.ts'

/** A request that is answered from the cassette. */
interface Replay {
  readonly method: string
  readonly exchange: OpenExchange
  readonly attempt: BodyOwner & {
    readonly options: Pick<TestSettings, 'stream'>
    readonly accounts: AttemptAccounts
  }
  readonly breakConnection: BreakConnection
  /** Hold the parts of the answer back; absent for one without a recorded order. */
  readonly gates?: DeliveryGates | undefined
  /** Gives an answer of MCP to the request of this run. */
  readonly forRequest?: (answer: GivenAnswer) => GivenAnswer
}

/**
 * Answers a request with a recorded interaction.
 *
 * @throws CassetteFormatError when its body cannot be read.
 */
export function replayInteraction(interaction: Interaction, replay: Replay): Answer {
  const { method, exchange, attempt, breakConnection } = replay
  const { response, failure } = interaction
  attempt.accounts.replayed.push(interaction)
  if (failure?.name === 'AbortError') return { never: true }
  if (failure !== undefined) {
    exchange.failed(failure)
    return { failure }
  }
  const bytes = readBytes(interaction, replay)
  // The bytes belong to the client. The test does not hold them until its end.
  exchange.answered((size) => cutResponse(response, storedBytes(interaction, attempt), size))
  const { stream } = attempt.options
  const recorded = { bytes, gates: isInterrupted(interaction) ? replay.gates : undefined }
  const given = replay.forRequest?.(recorded) ?? recorded
  const options = { ...given, stream, method, breakConnection, delivery: exchange }
  return { response: replayResponse(response, options) }
}

function readBytes(interaction: Interaction, { exchange, attempt }: Replay): Uint8Array {
  try {
    return storedBytes(interaction, attempt)
  } catch (error) {
    exchange.refusal = 'error'
    throw error
  }
}
