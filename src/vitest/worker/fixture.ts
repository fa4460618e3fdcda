import { inject, test as base, type TestAPI } from 'vitest'
import type { Interaction } from '../../core/interaction.ts'
import type { Mode } from '../../core/mode.ts'
import type { Settings } from '../../core/settings.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { currentRuntime } from '../../network/runtime.ts'
import type { Scope } from '../../network/scope.ts'
import { shownPath } from '../../store/paths.ts'
import { loadEngine } from './engine-loader.ts'
import { settingsKey } from '../settings-key.ts'

/** The cassette of the running test, for the test to see and steer. */
export interface TestCassette {
  readonly mode: Mode
  /** Path of the file, relative to the root; the file may not be there yet. Empty when the mode is `off`. */
  readonly path: string
  /**
   * What the cassette holds: what was recorded before, then what this test has recorded.
   *
   * @throws CassetteFormatError when the file cannot be understood.
   */
  readonly interactions: readonly Interaction[]
  /** Calls of this test so far: answered from the cassette, and live. */
  readonly calls: { readonly offline: number; readonly live: number }
  /**
   * Runs `fn` in a lane of its own: its requests are recorded and replayed in their own order, whatever the others do.
   * For agents that run at the same time and may ask the same.
   *
   * @param name the lane's name in the cassette; `main` is where everything else goes.
   */
  lane<T>(name: string, fn: () => T): T
}

/** Fixtures that `cassetteFixture` adds. */
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
 */
export const cassetteFixture: {
  cassette: (context: object, use: (cassette: TestCassette) => Promise<void>) => Promise<void>
} = {
  // Vitest reads the names it must provide from the destructuring.
  cassette: async ({}: object, use: (cassette: TestCassette) => Promise<void>): Promise<void> => {
    await use(runningCassette())
  },
}

/** Vitest's `test`, with the `cassette` fixture. */
export const test: TestAPI<CassetteFixtures> = base.extend<CassetteFixtures>(cassetteFixture)

function runningCassette(): TestCassette {
  const settings = (inject as (key: string) => unknown)(settingsKey) as Settings | undefined
  if (settings === undefined) {
    throw new CassetteConfigError(
      "The cassette fixture needs the plugin.\n\n  Add it to vitest.config.ts: plugins: [cassettes()], with cassettes from 'vitest-cassette/plugin'",
    )
  }
  const runtime = currentRuntime()
  const caller = runtime?.callers.getStore()
  if (runtime === undefined || caller === undefined) return noCassette
  return cassetteOf(caller.scope, (lane, fn) => runtime.callers.run({ scope: caller.scope, lane }, fn))
}

function cassetteOf(scope: Scope, run: <T>(lane: string, fn: () => T) => T): TestCassette {
  return {
    mode: scope.settings.mode,
    path: shownPath(scope.settings.root, scope.path),
    get interactions() {
      return (scope.cassette ?? loadEngine().openCassette(scope)).interactions
    },
    get calls() {
      const live = Object.values(scope.tally.live).reduce((total, count) => total + count, 0)
      return { offline: scope.tally.offline, live }
    },
    lane: run,
  }
}

/** Stands where the plugin is off: nothing is recorded, and lanes just run. */
const noCassette: TestCassette = {
  mode: 'off',
  path: '',
  interactions: [],
  calls: { offline: 0, live: 0 },
  lane: (_name, fn) => fn(),
}
