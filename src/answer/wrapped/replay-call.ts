import type { Interaction, StoredFailure } from '../../cassette/interaction.ts'
import { appFrames, type CallSite } from '../../util/app-frames.ts'
import { CassetteWrapError } from '../../errors/cassette-wrap-error.ts'
import { nextTurn, sleep } from '../../stream/clock.ts'
import { thrownAgain } from '../../stream/thrown.ts'
import type { OpenExchange } from '../../session/open-exchange.ts'
import type { TestAttempt } from '../../session/test-attempt.ts'
import { cutResponse, storedBytes } from '../stored-bytes.ts'
import { shortened } from './shortened.ts'
import { mediaTypes } from './record-call.ts'

/** Whether a call was recorded as one that gives chunks. */
export function isChunked({ response }: Interaction): boolean {
  return response?.headers?.['content-type'] === mediaTypes.chunks
}

/** A recorded call that is answered again. */
interface Replay {
  readonly name: string
  /** The line that has called it. */
  readonly site: CallSite
  readonly interaction: Interaction
  /** Hears what the app is given. */
  readonly exchange: OpenExchange
  readonly attempt: TestAttempt
}

/** The value of a recorded call. */
export async function replayValue({ interaction, exchange, attempt }: Replay): Promise<unknown> {
  const { response, failure } = interaction
  await pause(response?.chunks?.[0]?.[0], attempt)
  if (failure !== undefined) throw failed(failure, exchange)
  const text = textOf(interaction, attempt)
  exchange.answered(() => response!)
  exchange.piece(Buffer.byteLength(text))
  exchange.complete()
  return text === '' ? undefined : JSON.parse(text)
}

/** The chunks of a recorded call, and then its end. */
export async function* replayChunks({
  name,
  site,
  interaction,
  exchange,
  attempt,
}: Replay): AsyncGenerator<unknown, void> {
  const { response, failure } = interaction
  if (failure !== undefined) throw failed(failure, exchange)
  const text = textOf(interaction, attempt)
  const lines = text.split('\n').filter(Boolean)
  exchange.answered((size) => cutResponse(response!, Buffer.from(text), size))
  try {
    for (const [index, line] of lines.entries()) {
      await pause(response?.chunks?.[index]?.[0], attempt)
      exchange.piece(Buffer.byteLength(line) + 1)
      yield JSON.parse(line)
    }
    if (response?.failure !== undefined) throw failed(response.failure, exchange)
    if (response?.aborted !== true) return exchange.complete()
  } finally {
    // The consumer wants no more, or asks for more than there is.
    exchange.closed()
  }
  const { command } = attempt
  const fields = { wrapped: name, problem: 'not-recorded-further', chunks: lines.length, command } as const
  const error = new CassetteWrapError(fields, appFrames(site))
  attempt.fail(error)
  throw shortened(error)
}

function failed(failure: StoredFailure, exchange: OpenExchange): unknown {
  exchange.failed(failure)
  return thrownAgain(failure)
}

/** As HTTP, it takes a turn at least. */
async function pause(delay: number | undefined, { settings }: TestAttempt): Promise<void> {
  const { timing, speed } = settings.stream
  await (timing === 'recorded' ? sleep((delay ?? 0) / speed) : nextTurn())
}

function textOf(interaction: Interaction, attempt: TestAttempt): string {
  return new TextDecoder().decode(storedBytes(interaction, attempt))
}
