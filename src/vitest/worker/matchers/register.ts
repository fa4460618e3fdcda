import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'
import { currentRuntime } from '../../../session/worker-state.ts'
import type { Scope } from '../../../session/test-attempt.ts'
import { loadOnDemand } from '../load-bundles.ts'
import type { VitestApi } from '../vitest-api.ts'
import type { ExpectedCall, ExpectedLimits } from './expectations.ts'

/** Registers the matchers for the cassette of a test. What they do is loaded when one is used. */
export function registerMatchers({ expect }: Pick<VitestApi, 'expect'>): void {
  expect.extend({
    toHaveCalled(cassette: unknown, expected: ExpectedCall = {}) {
      return loadOnDemand().haveCalled(scopeOf(cassette, 'toHaveCalled'), expected, this)
    },
    toHaveUsedTools(cassette: unknown, names: readonly string[]) {
      return loadOnDemand().haveUsedTools(scopeOf(cassette, 'toHaveUsedTools'), names, this)
    },
    toStayWithin(cassette: unknown, limits: ExpectedLimits) {
      return loadOnDemand().stayWithin(scopeOf(cassette, 'toStayWithin'), limits, this)
    },
  })
}

/** @throws CassetteConfigError for what is no cassette, or one that has seen nothing because the plugin is off. */
function scopeOf(cassette: unknown, matcher: string): Scope {
  const scope = currentRuntime()?.scopes.get(cassette as object)
  if (scope !== undefined) return scope
  const isOff = typeof cassette === 'object' && cassette !== null && 'mode' in cassette && cassette.mode === 'off'
  throw new CassetteConfigError(
    isOff
      ? `expect(cassette).${matcher}() needs the plugin, and its mode is off.`
      : `${matcher}() is for the cassette of a test: expect(cassette).${matcher}(…), with the fixture cassette.`,
  )
}
