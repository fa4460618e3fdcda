import { join } from 'node:path'
import type { TestModule } from 'vitest/node'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { reportsOf } from './reports-of.ts'
import { settingsOf } from '../shared/settings-of.ts'

/** A cassette, with what each project has asked of it. */
interface Shared {
  /** Path relative to the root. */
  readonly cassette: string
  readonly dir: string
  readonly askers: Map<string, ReadonlySet<string>>
}

/** Cassettes that are named before the rest is only counted. */
const shown = 3

/**
 * Projects that run the same test file share its cassettes, as they share its snapshots: good where they ask the same.
 * Where they ask for nothing in common, what one records replaces what the other has recorded.
 *
 * @returns the error such a run ends with, however its tests have ended.
 */
export function findClash(modules: readonly TestModule[]): CassetteConfigError | undefined {
  const clashes = sharedCassettes(modules).filter(({ askers }) => haveNothingInCommon([...askers.values()]))
  return clashes.length === 0 ? undefined : new CassetteConfigError(page(clashes))
}

function sharedCassettes(modules: readonly TestModule[]): Shared[] {
  const cassettes = new Map<string, Shared>()
  for (const module of modules) {
    const settings = settingsOf(module)
    if (settings === undefined) continue
    for (const { cassette, asked } of reportsOf(module)) {
      const path = join(settings.root, cassette)
      const shared = cassettes.get(path) ?? { cassette, dir: settings.dir, askers: new Map() }
      cassettes.set(path, shared)
      if (asked.length > 0) shared.askers.set(module.project.name, new Set(asked))
    }
  }
  return [...cassettes.values()]
}

/** Not "the same": after the first answers, which differ from call to call, what is asked differs too. */
function haveNothingInCommon(askers: readonly ReadonlySet<string>[]): boolean {
  return askers.some((one, index) => askers.slice(index + 1).some((other) => ![...one].some((key) => other.has(key))))
}

function page(clashes: readonly Shared[]): string {
  const projects = [...new Set(clashes.flatMap(({ askers }) => [...askers.keys()]))].sort()
  const rows = clashes
    .slice(0, shown)
    .map(({ cassette, askers }) => `  ${cassette}\n      ${[...askers.keys()].sort().join(', ')}`)
  if (clashes.length > shown) rows.push(`  and ${clashes.length - shown} more`)
  return [
    `${projects.length} projects ask different things in the same test and share its cassette`,
    '',
    ...rows,
    '',
    '  What one project records replaces what the other has recorded. Give each a',
    '  folder of its own:',
    ...projects.map((name) => `    cassettes({ dir: '${clashes[0]?.dir}/${name}' })`),
  ].join('\n')
}
