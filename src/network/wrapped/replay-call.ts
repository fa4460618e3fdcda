import type { Interaction } from '../../core/interaction.ts'
import { CassetteWrapError } from '../../errors/cassette-wrap-error.ts'
import { nextTurn, sleep } from '../../stream/clock.ts'
import { thrownAgain } from '../../stream/thrown.ts'
import type { Scope } from '../scope.ts'
import { storedBytes } from '../stored-bytes.ts'
import { shortened } from './shortened.ts'
import { mediaTypes } from './record-call.ts'

/** Whether a call was recorded as one that gives chunks. */
export function isChunked({ response }: Interaction): boolean {
  return response?.headers?.['content-type'] === mediaTypes.chunks
}

/** The value of a recorded call. */
export async function replayValue(interaction: Interaction, scope: Scope): Promise<unknown> {
  const { response, failure } = interaction
  await pause(response?.chunks?.[0]?.[0], scope)
  if (failure !== undefined) throw thrownAgain(failure)
  const text = textOf(interaction, scope)
  return text === '' ? undefined : JSON.parse(text)
}

/** The chunks of a recorded call, and then its end. */
export async function* replayChunks(
  name: string,
  interaction: Interaction,
  scope: Scope,
): AsyncGenerator<unknown, void> {
  const { response, failure } = interaction
  if (failure !== undefined) throw thrownAgain(failure)
  const lines = textOf(interaction, scope).split('\n').filter(Boolean)
  for (const [index, line] of lines.entries()) {
    await pause(response?.chunks?.[index]?.[0], scope)
    yield JSON.parse(line)
  }
  if (response?.failure !== undefined) throw thrownAgain(response.failure)
  if (response?.aborted !== true) return
  const { command } = scope
  const error = new CassetteWrapError({ wrapped: name, problem: 'not-recorded-further', chunks: lines.length, command })
  scope.errors.push(error)
  throw shortened(error)
}

/** As HTTP, it takes a turn at least. */
async function pause(delay: number | undefined, { settings }: Scope): Promise<void> {
  const { timing, speed } = settings.stream
  await (timing === 'recorded' ? sleep((delay ?? 0) / speed) : nextTurn())
}

function textOf(interaction: Interaction, scope: Scope): string {
  return new TextDecoder().decode(storedBytes(interaction, scope))
}
