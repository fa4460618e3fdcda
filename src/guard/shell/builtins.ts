import type { Finder } from './finder.ts'
import type { ShellState, Text } from './state.ts'

/** Runs a command that changes the shell itself, as `cd` and `export`; `false` when it is none. */
export function runBuiltin(
  finder: Pick<Finder, 'resolve'>,
  [name, ...args]: readonly Text[],
  state: ShellState,
): boolean {
  if (name === 'cd' || name === 'pushd') {
    const path = args.find((word) => !word?.startsWith('-') || word === '-')
    state.folder = path === undefined || path === '-' ? undefined : finder.resolve(state, path)
    return true
  }
  if (name === 'popd') {
    state.folder = undefined
    return true
  }
  if (name === 'unset') {
    for (const word of args) {
      state.exported.delete(word ?? '')
      state.variables.set(word ?? '', undefined)
    }
    return true
  }
  const isExport =
    name === 'export' || ((name === 'declare' || name === 'typeset') && args.some((word) => /^-\w*x/.test(word ?? '')))
  if (!isExport) return false
  const isTaken = args.includes('-n')
  for (const word of args) {
    const [, variable, , value] = /^([A-Za-z_]\w*)(=([^]*))?$/.exec(word ?? '') ?? []
    if (variable === undefined) continue
    if (value !== undefined) state.variables.set(variable, value)
    if (isTaken) state.exported.delete(variable)
    else state.exported.add(variable)
  }
  return true
}
