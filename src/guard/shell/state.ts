/** A word as far as it can be known without running anything; `undefined` when only the shell knows it. */
export type Text = string | undefined

/** What a shell knows while it works through a command: the folder it is in, and its variables. */
export interface ShellState {
  folder: Text
  /** Variables set in this command. Those from outside are not in it. */
  readonly variables: Map<string, Text>
  /** Names of those that the commands it starts see too. */
  readonly exported: Set<string>
}

/** What a subshell begins with: nothing it changes comes back. */
export function copyOf(state: ShellState): ShellState {
  return { folder: state.folder, variables: new Map(state.variables), exported: new Set(state.exported) }
}

/** Goes on as after several ways that a command may have taken: what differs between them cannot be known. */
export function mergeInto(state: ShellState, ways: readonly ShellState[]): void {
  const names = new Set(ways.flatMap(({ variables }) => [...variables.keys()]))
  const same = <T>(of: (way: ShellState) => T): T | undefined => {
    const values = new Set(ways.map(of))
    return values.size === 1 ? [...values][0] : undefined
  }
  state.folder = same(({ folder }) => folder)
  for (const name of names)
    state.variables.set(
      name,
      same(({ variables }) => variables.get(name)),
    )
  state.exported.clear()
  for (const name of names) if (ways.every(({ exported }) => exported.has(name))) state.exported.add(name)
}

/** Changes to the environment of a started command; `undefined` for what cannot be known, `null` for what is taken out. */
export type EnvironmentChanges = ReadonlyMap<string, Text | null>

/** What the commands of this shell see. */
export function exportedOf({ variables, exported }: ShellState): Map<string, Text | null> {
  return new Map([...exported].map((name) => [name, variables.get(name)]))
}
