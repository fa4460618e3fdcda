import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'
import { appFrames } from '../../../util/app-frames.ts'
import { currentWorker } from '../../../session/worker-state.ts'
import type { MatchedTest } from './verdicts.ts'
import { loadOnDemand } from '../load-bundles.ts'
import type { VitestApi } from '../vitest-api.ts'
import type { ExpectedCall, ExpectedLimits } from './expectations.ts'

/** Registers the matchers for the cassette of a test. What they do is loaded when one is used. */
export function registerMatchers({ expect }: Pick<VitestApi, 'expect'>): void {
  expect.extend({
    toHaveCalled(cassette: unknown, expected: ExpectedCall = {}) {
      return loadOnDemand().haveCalled(attemptOf(cassette, 'toHaveCalled'), expected, this)
    },
    toHaveUsedTools(cassette: unknown, names: readonly string[]) {
      return loadOnDemand().haveUsedTools(attemptOf(cassette, 'toHaveUsedTools'), names, this)
    },
    toStayWithin(cassette: unknown, limits: ExpectedLimits) {
      return loadOnDemand().stayWithin(attemptOf(cassette, 'toStayWithin'), limits, this)
    },
  })
}

/** @throws CassetteConfigError for anything but a cassette, and for the cassette of a plugin that is off: it has seen nothing. */
function attemptOf(cassette: unknown, matcher: string): MatchedTest {
  const attempt = currentWorker()?.attempts.get(cassette as object)
  if (attempt !== undefined) return attempt
  const isOff = typeof cassette === 'object' && cassette !== null && 'mode' in cassette && cassette.mode === 'off'
  throw new CassetteConfigError(
    isOff
      ? `expect(cassette).${matcher}() needs the plugin, and its mode is off.`
      : `${matcher}() is for the cassette of a test: expect(cassette).${matcher}(…), with the fixture cassette.`,
    { frames: appFrames() },
  )
}
