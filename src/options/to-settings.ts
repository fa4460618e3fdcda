import type { CassetteOptions } from '../cassette/options.ts'
import type { ProjectRun, Settings } from '../cassette/settings.ts'
import { withParts } from '../util/with-parts.ts'
import type { Definition, OptionName, RunFacts } from './definition.ts'
import { definitions } from './definitions.ts'

/** The options of a project with every default filled in. */
export function toSettings(options: CassetteOptions, project: ProjectRun, facts: RunFacts): Settings {
  const settings = Object.entries(definitions)
    .map(([name, definition]) => [name, setting(definition, options[name as OptionName], facts)] as const)
    .filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(settings), ...project } as Settings
}

function setting(definition: Definition<OptionName>, given: unknown, facts: RunFacts): unknown {
  if (given !== undefined && definition.resolve !== undefined) return definition.resolve(given as never, facts)
  const value: unknown = typeof definition.default === 'function' ? definition.default(facts) : definition.default
  return given === undefined ? value : withParts(value, given)
}
