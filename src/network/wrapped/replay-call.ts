import type { Interaction, StoredResponse } from '../../core/interaction.ts'
import { CassetteWrapError } from '../../errors/cassette-wrap-error.ts'
import { shownPath } from '../../store/paths.ts'
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
export async function replayValue({ response, failure }: Interaction, scope: Scope): Promise<unknown> {
  await pause(response?.chunks?.[0]?.[0], scope)
  if (failure !== undefined) throw thrownAgain(failure)
  const text = textOf(response, scope)
  return text === '' ? undefined : JSON.parse(text)
}

/** The chunks of a recorded call, and then its end. */
export async function* replayChunks(
  name: string,
  { response, failure }: Interaction,
  scope: Scope,
): AsyncGenerator<unknown, void> {
  if (failure !== undefined) throw thrownAgain(failure)
  const lines = textOf(response, scope).split('\n').filter(Boolean)
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

function textOf(response: StoredResponse | undefined, { path, settings }: Scope): string {
  return new TextDecoder().decode(storedBytes(response?.body, path, shownPath(settings.root, path)))
}
