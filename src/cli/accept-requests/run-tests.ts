import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { TestModule, Vitest } from 'vitest/node'
import type { Settings } from '../../cassette/settings.ts'
import { leaveOutUnapproved } from '../../guard/run/guard-run.ts'
import { listCassettes } from '../../store/list-cassettes.ts'
import { makeNotesFolder, takeNotes, type RequestNote } from '../../store/requests/request-notes.ts'
import { acceptVariable } from '../../vitest/shared/accept-variable.ts'
import { providedSettings } from '../../vitest/shared/settings-of.ts'
import { noPlugin } from '../project-settings.ts'

/** The changed requests of a run, and the projects that the tests belong to. */
export interface AcceptingRun {
  readonly notes: readonly RequestNote[]
  readonly settings: readonly Settings[]
  /** Errors that prevented running test files. */
  readonly errors: readonly string[]
}

/**
 * Runs the test files that have cassettes, offline, and notes the requests that their recordings do not hold. Guarded
 * files without approval are left out.
 *
 * @param choose gives the cassettes that count.
 * @param begin is called with the number of test files before they run.
 * @throws CassetteConfigError when no project uses the plugin, and the error of Vitest when its configuration cannot be read.
 */
export async function runAccepting(
  root: string,
  choose: (cassettes: readonly string[]) => readonly string[],
  begin: (files: number) => void,
): Promise<AcceptingRun> {
  const folder = makeNotesFolder(root)
  // The plugin of the run reads them, and so do the packages that the tests use.
  Object.assign(process.env, { [acceptVariable]: folder, CASSETTE_MODE: 'replay', VITEST: 'true', TEST: 'true' })
  process.env['NODE_ENV'] ??= 'test'
  const { createVitest } = await import('vitest/node')
  const vitest = await createVitest('test', {
    root,
    run: true,
    watch: false,
    reporters: [],
    coverage: { enabled: false },
  })
  try {
    const settings = settingsIn(vitest)
    if (settings.length === 0) throw noPlugin(root)
    const files = [...new Set(settings.flatMap((one) => testFilesOf(choose(listCassettes(one)), one)))]
    begin(files.length)
    return { settings, ...(files.length === 0 ? { errors: [] } : await run(vitest, files)), notes: takeNotes(folder) }
  } finally {
    await vitest.close()
  }
}

async function run(vitest: Vitest, files: readonly string[]): Promise<Pick<AcceptingRun, 'errors'>> {
  for (const project of vitest.projects) {
    const guard = providedSettings(project)?.guard
    if (guard !== undefined) leaveOutUnapproved(project, guard)
  }
  const testModules = await startTests(vitest, files)
  return {
    errors: testModules.flatMap((module) =>
      module.errors().map(({ message }) => `${module.relativeModuleId}: ${message.split('\n', 1)[0]}`),
    ),
  }
}

/** Vitest throws when no test file is left. */
async function startTests(vitest: Vitest, files: readonly string[]): Promise<readonly TestModule[]> {
  try {
    return (await vitest.start([...files])).testModules
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'VITEST_FILES_NOT_FOUND') return []
    throw error
  }
}

function settingsIn({ projects }: Vitest): Settings[] {
  return projects.flatMap((project) => providedSettings(project) ?? [])
}

/** The folder of a cassette has the path of its test file. */
function testFilesOf(cassettes: readonly string[], { root, dir }: Settings): string[] {
  return cassettes
    .map((path) => join(root, relative(join(root, dir), dirname(path))))
    .filter((file) => existsSync(file))
}
