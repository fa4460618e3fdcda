/** A word that is known without running anything; `undefined` when only the shell knows it. */
export type Text = string | undefined

/** The input of a command: a text, or the source of the commands that write it. */
export type Input = { readonly text: string } | { readonly source: string }

/** A function of the shell. Each call walks its body. */
export type ShellFunction = (args: readonly Text[], state: ShellState) => void

/** State of a shell while it runs a command. */
export interface ShellState {
  folder: Text
  /** Variables that the command sets. Variables from outside are unknown. */
  readonly variables: Map<string, Text>
  /** Names of the variables that started commands see. */
  readonly exported: Set<string>
  /** `set -a`: every new variable is exported. */
  isAllExported: boolean
  readonly functions: Map<string, ShellFunction>
  /** `$1`, `$2`, …; `undefined` when they are unknown. */
  positional: readonly Text[] | undefined
  /** Input of its commands; `undefined` when there is no redirection. */
  input: Input | undefined
  /** Why the environment of started commands cannot be known, as the end of "because …". */
  unknownEnvironment: string | undefined
}

/** The first state of a shell. */
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

/** The first state of a subshell. Its changes do not reach the outer shell. */
export function copyOf(state: ShellState): ShellState {
  const { variables, exported, functions } = state
  return {
    ...state,
    variables: new Map(variables),
    exported: new Set(exported),
    functions: new Map(functions),
  }
}

/** Merges the states of several branches, of which one runs. A value that differs between branches becomes unknown. */
export function mergeInto(state: ShellState, branches: readonly ShellState[]): void {
  const names = new Set(branches.flatMap(({ variables }) => [...variables.keys()]))
  const same = <T>(of: (branch: ShellState) => T): T | undefined => {
    const values = new Set(branches.map(of))
    return values.size === 1 ? [...values][0] : undefined
  }
  state.folder = same(({ folder }) => folder)
  state.positional = same(({ positional }) => positional)
  state.isAllExported = branches.some(({ isAllExported }) => isAllExported)
  state.unknownEnvironment ??= branches.find((branch) => branch.unknownEnvironment !== undefined)?.unknownEnvironment
  for (const branch of branches) for (const [name, body] of branch.functions) state.functions.set(name, body)
  for (const name of names)
    state.variables.set(
      name,
      same(({ variables }) => variables.get(name)),
    )
  state.exported.clear()
  for (const name of names) if (branches.every(({ exported }) => exported.has(name))) state.exported.add(name)
}

/** Sets a variable of the shell. */
export function assign(state: ShellState, name: string, value: Text): void {
  state.variables.set(name, value)
  if (state.isAllExported) state.exported.add(name)
}

/** Runs a command in this shell with the assignments before it, as in `A=1 eval …`, and restores the variables. */
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

/** Changes to the environment of a started command: `undefined` for an unknown value, `null` for a removed variable. */
export type EnvironmentChanges = ReadonlyMap<string, Text | null>

/** The variables that started commands see. */
export function exportedOf({ variables, exported }: ShellState): Map<string, Text | null> {
  return new Map([...exported].map((name) => [name, variables.get(name)]))
}
