import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'
import type { WorkspaceProject } from '../main-process-internals.ts'

/**
 * Checks that a plugin in the root config of a workspace reaches its projects. Vitest runs nothing of the root itself. A project
 * that runs in a browser is left alone.
 *
 * @param plugin the name of the plugin.
 * @throws CassetteConfigError that names the projects without the plugin.
 */
export function checkProjects(projects: readonly WorkspaceProject[], plugin: string): void {
  const without = projects.filter(
    ({ isBrowser, plugins }) => !isBrowser && !plugins.some(({ name }) => name === plugin),
  )
  if (without.length > 0) throw new CassetteConfigError(page(without.map(({ name }) => name)))
}

function page(names: readonly string[]): string {
  const [first = ''] = names
  const named = names.map((name) => `"${name}"`).join(', ')
  return [
    `The plugin is in the root config, and ${names.length === 1 ? 'this project does' : 'these projects do'} not have it: ${named}`,
    '  Vitest gives a project the plugins of its own config, and those of the root config only where it extends that.\n  Without the plugin its tests ask the providers.',
    `  Let the project extend the root config:\n    projects: [{ extends: true, test: { name: '${first}' } }]`,
    '  or add the plugin to the config of the project:\n    plugins: [cassettes()]',
  ].join('\n\n')
}
