import { withTestSettings } from '../../cassette/test-settings.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import type { TestOptions } from '../../options/check-test-options.ts'
import { currentWorker } from '../../session/worker-state.ts'
import { appFrames } from '../../util/app-frames.ts'
import { loadOnDemand } from './load-bundles.ts'
import { requirePlugin } from './require-plugin.ts'

/**
 * Sets options for the running test, or, called while the file is imported or in `beforeAll`, for every test of the
 * file that begins afterwards. In `beforeEach` of a suite it is for the tests of the suite. Lists add to what the plugin
 * and the file have set, other values replace it.
 *
 * @example
 * configureCassette({ clock: 'recorded', ignore: ['metadata.request_id'] })
 *
 * @throws CassetteConfigError for options that cannot be used, after the first request or look at `interactions`, and
 *   without the plugin.
 * @see docs/matching.md#for-a-project-a-file-a-suite-a-test
 */
export function configureCassette(options: TestOptions): void {
  const issue = loadOnDemand().issueOfTestOptions(options)
  if (issue !== undefined) throw new CassetteConfigError(`configureCassette({ … }): ${issue}`, { frames: appFrames() })
  const worker = currentWorker()
  const caller = worker?.callers.getStore()
  const attempt = caller?.attempt ?? worker?.outside
  if (worker === undefined || attempt === undefined) return requirePlugin('configureCassette()')
  const { comparing } = attempt
  if (comparing.isPrepared || comparing.preparing !== undefined) {
    const owner = attempt.test.owner.name === undefined ? 'the file' : 'the test'
    throw new CassetteConfigError(
      `configureCassette() came after the first request of ${owner}, or after its cassette was read: it is too late for these options.\n\n  Call it before: at the top of the file, in beforeEach, or first in the test.`,
      { frames: appFrames() },
    )
  }
  attempt.options = withTestSettings(attempt.options, options)
  // While the file is imported nothing runs yet.
  if (caller !== undefined) worker.determinism.apply(attempt)
}
