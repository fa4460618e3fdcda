import { resolve } from 'node:path'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import { listCassettes } from '../store/list-cassettes.ts'
import type { Terminal } from './command.ts'
import { projectSettings, type FoundSettings } from './project-settings.ts'

/** Cassettes of one project. */
export interface ChosenCassettes {
  readonly settings: FoundSettings
  /** Absolute paths. */
  readonly paths: readonly string[]
}

/**
 * The cassettes that a command handles: the named ones, or those of all projects.
 *
 * @throws CassetteConfigError for a name without a cassette.
 */
export async function chosenCassettes(
  names: readonly string[],
  { cwd }: Pick<Terminal, 'cwd'>,
): Promise<ChosenCassettes[]> {
  const all = (await projectSettings(cwd)).map((settings) => ({ settings, paths: listCassettes(settings) }))
  if (names.length === 0) return all
  const wanted = new Set(names.map((name) => resolve(cwd, name)))
  const known = new Set(all.flatMap(({ paths }) => paths))
  const unknown = names.find((name) => !known.has(resolve(cwd, name)))
  if (unknown !== undefined) {
    throw new CassetteConfigError(
      `${unknown} is not a cassette of this project.\n\n  Name files below its folder of cassettes, or none for all.`,
    )
  }
  return all.map(({ settings, paths }) => ({ settings, paths: paths.filter((path) => wanted.has(path)) }))
}
