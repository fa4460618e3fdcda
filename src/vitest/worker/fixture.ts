import { expect, test as base, type TestAPI } from 'vitest'
import { currentWorker } from '../../session/worker-state.ts'
import { lazy } from '../../util/lazy.ts'
import { isModulePath } from '../../util/module-path.ts'
import { cassetteOf } from './cassette/cassette-of.ts'
import { noCassette } from './cassette/no-cassette.ts'
import type { TestCassette } from './cassette/test-cassette.ts'
import { loadFirstRequest } from './load-bundles.ts'
import { registerMatchers } from './matchers/register.ts'
import { requirePlugin } from './require-plugin.ts'

/**
 * Fixtures that `cassetteFixture` adds.
 *
 * @see docs/getting-started.md#the-fixture
 */
export interface CassetteFixtures {
  cassette: TestCassette
}

/**
 * The fixture, for a `test` of your own.
 *
 * @example
 * const test = base.extend(cassetteFixture)
 *
 * @throws CassetteConfigError in the test, when the plugin is missing.
 * @see docs/getting-started.md#the-fixture
 */
export const cassetteFixture: {
  cassette: (context: object, use: (cassette: TestCassette) => Promise<void>) => Promise<void>
} = {
  // Vitest reads the names of the fixtures that it must provide from the destructuring.
  cassette: async ({}: object, use: (cassette: TestCassette) => Promise<void>): Promise<void> => {
    await use(await runningCassette())
  },
}

/**
 * Vitest's `test`, with the `cassette` fixture.
 *
 * @see docs/getting-started.md#the-fixture
 */
export const test: TestAPI<CassetteFixtures> = base.extend<CassetteFixtures>(cassetteFixture)

/** For the tests that use the fixture: to register matchers takes a part of a millisecond. */
const useMatchers = lazy(() => registerMatchers({ expect }))

async function runningCassette(): Promise<TestCassette> {
  useMatchers()
  requirePlugin('The cassette fixture')
  const worker = currentWorker()
  const caller = worker?.callers.getStore()
  if (worker === undefined || caller === undefined) {
    return noCassette
  }
  const { test, options } = caller.attempt
  // `cassette.interactions` is synchronous and cannot wait for modules.
  const needsModules = [...test.settings.redact, ...options.normalize].some(
    (entry) => typeof entry === 'string' && isModulePath(entry),
  )
  if (needsModules) await loadFirstRequest().loadModules(caller.attempt, worker)
  return cassetteOf(caller.attempt, worker)
}
