/** A word as far as it can be known without running anything; `undefined` when only the shell knows it. */
export type Text = string | undefined

/** What a command has to read: a text, or what is written of the commands that will make it. */
export type Input = { readonly text: string } | { readonly source: string }

/** A function of the shell: walks its body where it is called. */
export type ShellFunction = (args: readonly Text[], state: ShellState) => void

/** What a shell knows while it works through a command. */
export interface ShellState {
  folder: Text
  /** Variables set in this command. Those from outside are not in it. */
  readonly variables: Map<string, Text>
  /** Names of those that the commands it starts see too. */
  readonly exported: Set<string>
  /** `set -a`: every variable is exported as soon as it is set. */
  isAllExported: boolean
  readonly functions: Map<string, ShellFunction>
  /** `$1`, `$2`, …; `undefined` when they come from outside. */
  positional: readonly Text[] | undefined
  /** What its commands read; `undefined` when nobody has said. */
  input: Input | undefined
  /** Why the environment of what it starts cannot be known, as the end of "because …". */
  unknownEnvironment: string | undefined
}

/** What a shell begins with. */
export function newState(folder: Text, known: Partial<ShellState> = {}): ShellState {
  return {
    folder,
    variables: new Map(),
    exported: new Set(),
    isAllExported: false,
    functions: new Map(),
    positional: undefined,
    input: undefined,
    unknownEnvironment: undefined,
    ...known,
  }
}

/** What a subshell begins with: nothing it changes comes back. */
export function copyOf(state: ShellState): ShellState {
  const { variables, exported, functions } = state
  return {
    ...state,
    variables: new Map(variables),
    exported: new Set(exported),
    functions: new Map(functions),
  }
}

/** Goes on as after several ways that a command may have taken: what differs between them cannot be known. */
export function mergeInto(state: ShellState, ways: readonly ShellState[]): void {
  const names = new Set(ways.flatMap(({ variables }) => [...variables.keys()]))
  const same = <T>(of: (way: ShellState) => T): T | undefined => {
    const values = new Set(ways.map(of))
    return values.size === 1 ? [...values][0] : undefined
  }
  state.folder = same(({ folder }) => folder)
  state.positional = same(({ positional }) => positional)
  state.isAllExported = ways.some(({ isAllExported }) => isAllExported)
  state.unknownEnvironment ??= ways.find((way) => way.unknownEnvironment !== undefined)?.unknownEnvironment
  for (const way of ways) for (const [name, one] of way.functions) state.functions.set(name, one)
  for (const name of names)
    state.variables.set(
      name,
      same(({ variables }) => variables.get(name)),
    )
  state.exported.clear()
  for (const name of names) if (ways.every(({ exported }) => exported.has(name))) state.exported.add(name)
}

/** Sets a variable of the shell. */
export function assign(state: ShellState, name: string, value: Text): void {
  state.variables.set(name, value)
  if (state.isAllExported) state.exported.add(name)
}

/** Runs something inside of this shell with assignments that stand before it, and takes them back: `A=1 eval …`. */
export function withAssigned(state: ShellState, assigned: ReadonlyMap<string, Text>, run: () => void): void {
  const before = copyOf(state)
  for (const [name, value] of assigned) {
    state.variables.set(name, value)
    state.exported.add(name)
  }
  run()
  for (const name of assigned.keys()) {
    if (before.variables.has(name)) state.variables.set(name, before.variables.get(name))
    else state.variables.delete(name)
    if (!before.exported.has(name)) state.exported.delete(name)
  }
}

/** Changes to the environment of a started command; `undefined` for what cannot be known, `null` for what is taken out. */
export type EnvironmentChanges = ReadonlyMap<string, Text | null>

/** What the commands of this shell see. */
export function exportedOf({ variables, exported }: ShellState): Map<string, Text | null> {
  return new Map([...exported].map((name) => [name, variables.get(name)]))
}
