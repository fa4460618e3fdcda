import { join } from 'node:path'
import type { TestModule } from 'vitest/node'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { reportsOf } from './reports-of.ts'
import { settingsOf } from '../shared/settings-of.ts'

/** A cassette with the requests of each project. */
interface SharedCassette {
  /** Path, from the folder in which the run was started. */
  readonly cassette: string
  readonly dir: string
  /** Beginnings of match keys, by the name of the project. */
  readonly keysOf: Map<string, ReadonlySet<string>>
}

/** Most cassettes that the error names. It counts the others. */
const shown = 3

/**
 * Finds cassettes that several projects overwrite. Projects with the same test file share its cassettes, as they share its
 * snapshots. When they have no request in common, each recording replaces that of the other project.
 *
 * @returns the error for such a run, also when all tests passed.
 */
export function findClash(modules: readonly TestModule[]): CassetteConfigError | undefined {
  const clashes = sharedCassettes(modules).filter(({ keysOf }) => someAreDisjoint([...keysOf.values()]))
  return clashes.length === 0 ? undefined : new CassetteConfigError(page(clashes))
}

function sharedCassettes(modules: readonly TestModule[]): SharedCassette[] {
  const cassettes = new Map<string, SharedCassette>()
  for (const module of modules) {
    const settings = settingsOf(module)
    if (settings === undefined) continue
    for (const { cassette, asked } of reportsOf(module)) {
      const path = join(settings.startedIn, cassette)
      const shared = cassettes.get(path) ?? { cassette, dir: settings.dir, keysOf: new Map() }
      cassettes.set(path, shared)
      if (asked.length > 0) shared.keysOf.set(module.project.name, new Set(asked))
    }
  }
  return [...cassettes.values()]
}

/** Equal requests are not required: live answers differ, and later requests depend on them. */
function someAreDisjoint(sets: ReadonlyArray<ReadonlySet<string>>): boolean {
  return sets.some((set, index) => sets.slice(index + 1).some((other) => ![...set].some((key) => other.has(key))))
}

function page(clashes: readonly SharedCassette[]): string {
  const projects = [...new Set(clashes.flatMap(({ keysOf }) => [...keysOf.keys()]))].sort()
  const rows = clashes
    .slice(0, shown)
    .map(({ cassette, keysOf }) => `  ${cassette}\n      ${[...keysOf.keys()].sort().join(', ')}`)
  if (clashes.length > shown) rows.push(`  and ${clashes.length - shown} more`)
  return [
    `${projects.length} projects make different requests in the same test and share its cassette`,
    '',
    ...rows,
    '',
    '  The recording of one project replaces that of the other. Give each project its',
    '  own folder:',
    ...projects.map((name) => `    cassettes({ dir: '${clashes[0]?.dir}/${name}' })`),
  ].join('\n')
}
