import type { Interaction, StoredFailure } from '../../cassette/interaction.ts'
import type { TestSettings } from '../../cassette/test-settings.ts'
import { appFrames, type CallSite } from '../../util/app-frames.ts'
import { CassetteWrapError } from '../../errors/cassette-wrap-error.ts'
import { nextTurn, sleep } from '../../stream/clock.ts'
import { thrownAgain, type ErrorClass } from '../../stream/thrown.ts'
import type { OpenExchange } from '../../session/open-exchange.ts'
import type { TestIdentity } from '../../session/test-identity.ts'
import type { TrafficLog } from '../../session/traffic-log.ts'
import { cutResponse, storedBytes, type BodyOwner } from '../stored-bytes.ts'
import { shortened } from './shortened.ts'
import { mediaTypes } from './record-call.ts'

/** Whether a call was recorded as one that gives chunks. */
export function isChunked({ response }: Interaction): boolean {
  return response?.headers?.['content-type'] === mediaTypes.chunks
}

/** The part of an attempt that a replay reads, and fails. */
interface ReplayingTest extends BodyOwner {
  readonly test: TestIdentity
  readonly options: Pick<TestSettings, 'stream'>
  readonly traffic: TrafficLog
  fail(error: Error): void
}

/** A recorded call that is answered again. */
interface Replay {
  readonly name: string
  /** The line of the call. */
  readonly site: CallSite
  readonly interaction: Interaction
  /** Classes of errors that are restored. */
  readonly errors: readonly ErrorClass[]
  /** Notes what the app receives. */
  readonly exchange: OpenExchange
  readonly attempt: ReplayingTest
}

/** The value of a recorded call. */
export async function replayValue({ interaction, exchange, attempt, errors }: Replay): Promise<unknown> {
  const { response, failure } = interaction
  await pause(response?.chunks?.[0]?.[0], attempt)
  await attempt.traffic.order?.head(interaction)
  if (failure !== undefined) throw failed(failure, exchange, errors)
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
  errors,
}: Replay): AsyncGenerator<unknown, void> {
  const { response, failure } = interaction
  const { order } = attempt.traffic
  await order?.head(interaction)
  if (failure !== undefined) throw failed(failure, exchange, errors)
  const gates = order?.gates(interaction)
  const text = textOf(interaction, attempt)
  const lines = text.split('\n').filter(Boolean)
  exchange.answered((size) => cutResponse(response!, Buffer.from(text), size))
  try {
    for (const [index, line] of lines.entries()) {
      await pause(response?.chunks?.[index]?.[0], attempt)
      await gates?.piece(index)
      exchange.piece(Buffer.byteLength(line) + 1)
      yield JSON.parse(line)
    }
    if (response?.aborted !== true) await gates?.end()
    if (response?.failure !== undefined) throw failed(response.failure, exchange, errors)
    if (response?.aborted !== true) return exchange.complete()
  } finally {
    // The consumer has stopped, or asks for more than was recorded.
    exchange.closed()
  }
  const { command } = attempt.test
  const fields = { wrapped: name, problem: 'not-recorded-further', chunks: lines.length, command } as const
  const error = new CassetteWrapError(fields, appFrames(site))
  attempt.fail(error)
  throw shortened(error)
}

function failed(failure: StoredFailure, exchange: OpenExchange, errors: readonly ErrorClass[]): unknown {
  exchange.failed(failure)
  return thrownAgain(failure, errors)
}

/** It takes one turn of the event loop at least, as HTTP does. */
async function pause(delay: number | undefined, { options }: ReplayingTest): Promise<void> {
  const { timing, speed } = options.stream
  await (timing === 'recorded' ? sleep((delay ?? 0) / speed) : nextTurn())
}

function textOf(interaction: Interaction, attempt: BodyOwner): string {
  return new TextDecoder().decode(storedBytes(interaction, attempt))
}
