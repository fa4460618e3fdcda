import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vitest/config'
import { version } from 'vitest/node'
import { isRecording } from '../../core/mode.ts'
import type { Settings } from '../../core/settings.ts'
import { settingsKey } from '../settings-key.ts'
import { testEnvironment } from './environment.ts'
import { checkOptions, type CassetteOptions } from './options.ts'
import { withPlainMessage } from './plain-message.ts'
import { CassetteReporter } from './reporter.ts'
import { isOurWord, resolveMode } from './resolve-mode.ts'
import { runId } from './run-id.ts'

/** A live model is slow: while recording, tests and hooks may take this long, in milliseconds, unless the user allows more. */
const recordingTimeout = 120_000

/**
 * Records the provider traffic of every test once and replays it offline.
 *
 * @example
 * // vitest.config.ts
 * export default defineConfig({ plugins: [cassettes()] })
 *
 * @throws CassetteConfigError when an option or the mode cannot be used.
 */
export function cassettes(options: CassetteOptions = {}): Plugin {
  const checked = withPlainMessage(() => checkOptions(options))
  let settings: Settings | undefined
  return {
    name: 'vitest-cassette',
    enforce: 'pre',

    config(config, { mode: cli }) {
      const { mode, source } = withPlainMessage(() => resolveMode({ cli, environment: process.env, option: checked.mode }))
      const test = config.test ?? {}
      const root = resolve(test.root ?? config.root ?? process.cwd())
      settings = toSettings(checked, { mode, modeSource: source, root })
      const provide = { [settingsKey]: settings } as object
      // Says it to what runs in the tests without the setup file: handlers in a server of the user's own.
      if (mode === 'off') return { test: { provide, env: { CASSETTE_MODE: mode } } }
      const own = { ...process.env, ...(test.env as Record<string, string> | undefined) }
      const env = { ...testEnvironment(mode, root, own), ...(isOurWord(cli) && { MODE: 'test' }) }
      return { test: { provide, env, ...(isRecording(mode) && timeouts(test)) } }
    },

    configResolved(config) {
      if (settings === undefined || settings.mode === 'off') return
      // The word given to `--mode` is ours alone: the user's code keeps seeing Vitest's own.
      if (isOurWord(config.mode)) Object.assign(config.env, { MODE: 'test' })
      // First of all setup files, so that nothing connects before it.
      const test = (config as { test?: { setupFiles?: string | string[] } }).test
      if (test !== undefined) test.setupFiles = [setupFile(), ...[test.setupFiles ?? []].flat()]
    },

    configureVitest({ vitest }) {
      if (settings === undefined || settings.mode === 'off') return
      CassetteReporter.addTo(vitest)
    },
  }
}

function toSettings(options: CassetteOptions, run: Pick<Settings, 'mode' | 'modeSource' | 'root'>): Settings {
  return {
    ...run,
    runId: runId(process.env),
    titleSeparator: Number.parseInt(version) >= 5 ? ' > ' : ' ',
    dir: options.dir ?? '__cassettes__',
    include: options.include ?? [],
    exclude: options.exclude ?? [],
    upstream: options.upstream ?? {},
    onExhausted: options.onExhausted ?? 'fail',
    unused: options.unused ?? 'fail',
    stream: { timing: options.stream?.timing ?? 'instant', speed: options.stream?.speed ?? 1 },
    keepFailures: options.keepFailures ?? false,
  }
}

function timeouts(test: { testTimeout?: number; hookTimeout?: number }): { testTimeout: number; hookTimeout: number } {
  const longest = (own: number | undefined): number => (own === 0 ? 0 : Math.max(own ?? 0, recordingTimeout))
  return { testTimeout: longest(test.testTimeout), hookTimeout: longest(test.hookTimeout) }
}

function setupFile(): string {
  return fileURLToPath(import.meta.resolve('vitest-cassette/setup'))
}
