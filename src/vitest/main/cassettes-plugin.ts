import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vitest/config'
import type { TestProject } from 'vitest/node'
import { isRecording } from '../../cassette/mode.ts'
import type { ProjectRun } from '../../cassette/settings.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { isModulePath } from '../../util/module-path.ts'
import { budgetLedger } from '../../store/paths.ts'
import { acceptVariable } from '../shared/accept-variable.ts'
import { provideSettings } from '../shared/settings-of.ts'
import { checkMsw } from './checks/check-msw.ts'
import { checkPlatform, otherRuntime } from './checks/check-platform.ts'
import { checkProjects } from './checks/check-projects.ts'
import { showsAttachments, workspaceProjects } from './main-process-internals.ts'
import { checkOptions } from '../../options/check-options.ts'
import { notedVariables } from './variables/noted-variables.ts'
import { testEnvironment } from './variables/test-environment.ts'
import { prepareCodeCache } from '../../store/code-cache/prepare-code-cache.ts'
import { leaveGuardedOut } from '../../guard/run/guard-run.ts'
import type { CassetteOptions } from '../../cassette/options.ts'
import { withPlainMessage } from './plain-message.ts'
import { CassetteReporter } from './cassette-reporter.ts'
import { isCi, isOurWord, resolveMode } from '../../options/resolve-mode.ts'
import { runId } from './run-id.ts'
import { watchCassettes, watchedMode } from './watching.ts'
import { startFlags } from './start-flags.ts'
import { toSettings } from '../../options/to-settings.ts'

/** A live model is slow: while recording, tests and hooks may take this long, in milliseconds, unless the user allows more. */
const recordingTimeout = 120_000

const pluginName = 'vitest-cassette'

/** The projects that Vitest has by now. */
let attached: readonly TestProject[] = []

/** One for all projects of a run. */
const id = runId(process.env)

/**
 * The setup file of every project. It has no place on the disk, because Vitest evaluates what it finds in packages once
 * a process, and this must be evaluated for every test file. Ids with `virtual:` it never leaves to Node.
 */
const setupFile = 'virtual:vitest-cassette/setup'

function setupSource(): string {
  return `if ('WebSocketPair' in globalThis) throw new Error(${JSON.stringify(otherRuntime('workerd'))})
const setupBundle = ${JSON.stringify(bundle('setup.cjs'))}
${readFileSync(bundle('start.js'), 'utf8')}`
}

/** The absolute path of a built file of this package. */
function bundle(name: string): string {
  return fileURLToPath(new URL(`dist/${name}`, import.meta.resolve('vitest-cassette/package.json')))
}

/** In the folder of Vite's own cache. */
function codeCacheOf({ config, vite }: TestProject): string {
  const bundles = ['setup.cjs', 'first-request.cjs'].map(bundle)
  const flags = [...config.execArgv, process.env['NODE_OPTIONS'] ?? '']
  return prepareCodeCache(join(vite.config.cacheDir, 'vitest-cassette'), bundles, flags)
}

/**
 * Records the provider traffic of every test once and replays it offline.
 *
 * @example
 * // vitest.config.ts
 * export default defineConfig({ plugins: [cassettes()] })
 *
 * @throws CassetteConfigError when an option or the mode cannot be used.
 * @see docs/options.md
 */
export function cassettes(options: CassetteOptions = {}): Plugin {
  const checked = withPlainMessage(() => checkOptions(options))
  const modeOf = (cli: string): ReturnType<typeof resolveMode> =>
    watchedMode(resolveMode({ cli, environment: process.env, option: checked.mode }))
  return {
    name: pluginName,
    enforce: 'pre',

    // A wrong option is found before Vitest starts.
    config(_config, { mode: cli }) {
      withPlainMessage(() => {
        // Where the plugin is off, it runs on everything. Reading the other words needs a Node that is new enough.
        if (process.env['CASSETTE_MODE']?.trim().toLowerCase() !== 'off') checkPlatform()
        if (modeOf(cli).mode !== 'off') checkMsw()
      })
    },

    resolveId(id) {
      return id === setupFile ? id : undefined
    },

    load(id) {
      return id === setupFile ? setupSource() : undefined
    },

    configResolved(config) {
      // The word given to `--mode` is ours alone: the user's code keeps seeing Vitest's own.
      if (isOurWord(config.mode)) Object.assign(config.env, { MODE: 'test' })
    },

    // Vitest 4.1 attaches the projects of a workspace while the server of the root is configured.
    configureServer: ({ config }) => {
      return () => {
        const projects = modeOf(config.mode).mode === 'off' ? undefined : workspaceProjects(config, attached)
        attached = []
        if (projects !== undefined) withPlainMessage(() => checkProjects(projects, pluginName))
      }
    },

    // The rest not earlier: a project may share the Vite server of the root, and then has a configuration only here. Vitest 4
    // does not tell projects the word of `--mode`.
    configureVitest({ vitest, project }) {
      const cli = vitest.vite.config.mode
      const { mode, source, rewritesAll } = modeOf(cli)
      const { config } = project
      attached = vitest.projects
      if (config.browser.enabled) return vitest.logger.warn(browserWarning(project.name))
      withPlainMessage(() => {
        checkModules('normalize', checked.normalize ?? [], config.root)
        checkModules('redact', checked.redact ?? [], config.root)
      })
      const acceptInto = process.env[acceptVariable]
      const run: ProjectRun = {
        mode,
        modeSource: source,
        root: config.root,
        runId: id,
        ...(project.name !== '' && project.name !== vitest.config.name && { project: project.name }),
        startedIn: process.cwd(),
        flags: startFlags(vitest, process.cwd()),
        titleSeparator: Number.parseInt(vitest.version) >= 5 ? ' > ' : ' ',
        ...(rewritesAll && { rewritesAll }),
        ...(acceptInto !== undefined && { acceptInto }),
        ...(showsAttachments(vitest) && { showsAttachments: true }),
        ...(config.cache !== false && { codeCache: codeCacheOf(project) }),
      }
      const settings = toSettings(checked, run, {
        ledger: budgetLedger(vitest.config.root, id),
        isCi: isCi(process.env),
        writesDocument: CassetteReporter.writesJson(vitest),
      })
      provideSettings(project, settings)
      if (mode !== 'off') watchCassettes(vitest, settings)
      if (settings.guard !== undefined) {
        leaveGuardedOut(project, settings.guard)
        if (acceptInto === undefined) CassetteReporter.addTo(vitest)
      }
      // Says it to what runs in the tests without the setup file: handlers in a server of the user's own.
      if (mode === 'off') return void (config.env = { ...config.env, CASSETTE_MODE: mode })
      // First of all, so that nothing connects before it.
      // Without Vite's module runner, Node loads a file, for every test file.
      const first = config.experimental.viteModuleRunner === false ? bundle('start.js') : setupFile
      config.setupFiles = [first, ...config.setupFiles.filter((file) => file !== first)]
      // Read at the same time as the others, it would not be first.
      config.sequence = { ...config.sequence, setupFiles: 'list' }
      const env = testEnvironment(mode, {
        roots: [vitest.config.root, config.root],
        environment: process.env,
        testEnv: { ...config.env },
        noted: () => notedVariables(settings),
      })
      config.env = { ...config.env, ...env, ...(isOurWord(cli) && { MODE: 'test' }) }
      if (isRecording(mode)) Object.assign(config, timeouts(config))
      // The command has a page of its own.
      if (acceptInto === undefined) CassetteReporter.addTo(vitest)
    },
  }
}

/** Without this check every test that talks to a provider would fail, each with the same words. */
function checkModules(option: 'normalize' | 'redact', entries: readonly string[], root: string): void {
  const missing = entries.find((entry) => isModulePath(entry) && !existsSync(resolve(root, entry)))
  if (missing === undefined) return
  throw new CassetteConfigError(
    `Option "${option}" in cassettes({ … }): there is no ${missing}.\n\n  A module is named by its path from the root of the project, with its extension:\n  ${resolve(root, missing)}`,
  )
}

function timeouts({ testTimeout, hookTimeout }: { testTimeout: number; hookTimeout: number }): object {
  const longest = (own: number): number => (own === 0 ? 0 : Math.max(own, recordingTimeout))
  return { testTimeout: longest(testTimeout), hookTimeout: longest(hookTimeout) }
}

function browserWarning(project: string): string {
  return `vitest-cassette leaves the browser project "${project}" alone: requests of its pages are neither recorded nor answered.`
}
