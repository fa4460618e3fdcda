import type { Interaction } from '../../../cassette/interaction.ts'
import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'
import type { Runtime } from '../../../session/worker-state.ts'
import type { Scope } from '../../../session/test-attempt.ts'
import { loadFirstRequest } from '../load-bundles.ts'

/**
 * What the cassette of a test holds, opened if nobody has yet.
 *
 * @throws CassetteFormatError when the file cannot be understood, CassetteConfigError when it cannot be opened yet.
 */
export function interactionsOf(scope: Scope, runtime: Runtime): readonly Interaction[] {
  if (scope.cassette !== undefined) return scope.cassette.interactions
  const { openCassette, prepareMatching } = loadFirstRequest()
  const preparing = prepareMatching(scope, runtime)
  if (preparing === undefined) return openCassette(scope).interactions
  preparing.catch(() => {})
  throw new CassetteConfigError(
    'cassette.interactions cannot be read yet: a module that configureCassette() has named is still to be loaded.\n\n  Read it after the first request, or name the module at the top of the file.',
  )
}
