import { parseEnv } from 'node:util'
import type { Context, Finder } from './finder.ts'
import { copyOf, type Text } from './state.ts'

/**
 * Adds the variables of files to the environment of a command, as `dotenv` and Node do: they never replace a variable. A
 * file that cannot be read leaves the environment unknown.
 */
export function withFiles(
  finder: Finder,
  files: ReadonlyArray<{ readonly path: Text; readonly isOptional: boolean }>,
  context: Context,
): Context {
  if (files.length === 0) return context
  const environment = new Map(context.environment)
  let { unknownEnvironment } = context.state
  for (const { path, isOptional } of files) {
    const text = finder.read(context.state, path)
    if (text === undefined) {
      if (!isOptional) unknownEnvironment ??= `the variables in ${path ?? 'a file'} cannot be read`
      continue
    }
    for (const [name, value] of Object.entries(parseEnv(text))) if (!environment.has(name)) environment.set(name, value)
  }
  return { ...context, environment, state: { ...copyOf(context.state), unknownEnvironment } }
}
