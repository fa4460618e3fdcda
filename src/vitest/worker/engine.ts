import { isRecording } from '../../core/mode.ts'
import type { CassetteError } from '../../errors/cassette-error.ts'
import { CassetteUnusedError } from '../../errors/cassette-unused-error.ts'
import { openCassette } from '../../network/open-scope.ts'
import type { Scope } from '../../network/scope.ts'
import { describeRequest } from '../../providers/describe-request.ts'
import type { Closed, Ending, OpenCassette } from '../../store/open-cassette.ts'
import type { Interaction } from '../../core/interaction.ts'

export { answer } from '../../network/answer.ts'
export { bridgeHttp2 } from '../../network/http2-bridge.ts'
export { startInterception } from '../../network/interception.ts'
export { openCassette } from '../../network/open-scope.ts'
export { recordable } from '../../network/recordable.ts'

/** Opens a cassette that no request has opened: what is in it was recorded and not asked for. */
export function openUnasked(scope: Scope): void {
  try {
    openCassette(scope)
  } catch {
    // The scope holds the error.
  }
}

/** What a test left unused, as the error it fails with. */
export function unusedError(cassette: OpenCassette, command: string): CassetteError | undefined {
  const unused = cassette.unused()
  if (unused.length === 0) return undefined
  const rows = unused.map(({ position, interaction }) => ({ position, ...describe(interaction) }))
  return new CassetteUnusedError({ cassette: cassette.shown, total: cassette.size, unused: rows, command })
}

function describe(interaction: Interaction): { call: string; text: string } {
  return describeRequest(interaction.request)
}

/** Writes what the attempt used. Errors become the scope's. */
export function persist(scope: Scope, ending: Ending): Closed {
  if (scope.cassette === undefined || !isRecording(scope.settings.mode)) return { result: 'unchanged' }
  return scope.cassette.close(ending)
}
