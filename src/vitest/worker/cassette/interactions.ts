import type { Interaction } from '../../../cassette/interaction.ts'
import { appFrames } from '../../../util/app-frames.ts'
import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'
import type { ModuleLoader } from '../../../session/prepare-matching.ts'
import type { TestAttempt } from '../../../session/test-attempt.ts'
import { loadFirstRequest } from '../load-bundles.ts'

/**
 * The interactions of a test's cassette, which is opened now if no request has opened it.
 *
 * @throws CassetteFormatError when the file cannot be understood, CassetteConfigError when it cannot be opened yet.
 */
export function interactionsOf(attempt: TestAttempt, loader: ModuleLoader): readonly Interaction[] {
  if (attempt.cassette !== undefined) return attempt.cassette.interactions
  const { openCassette, prepareMatching } = loadFirstRequest()
  const preparing = prepareMatching(attempt, loader)
  if (preparing === undefined) return openCassette(attempt).interactions
  preparing.catch(() => {})
  throw new CassetteConfigError(
    'cassette.interactions cannot be read yet: a module that configureCassette() has named is not loaded.\n\n  Read it after the first request, or name the module at the top of the file.',
    { frames: appFrames() },
  )
}
