/** Programs that ask providers by themselves, and do not run on Node. */
const commands = new Set(['claude', 'codex'])

/** Packages whose requests are made by native code, by the place of that code. */
const addons: ReadonlyArray<readonly [place: RegExp, name: string]> = [
  [/[\\/]@boundaryml[\\/]baml/, '@boundaryml/baml'],
]

/** The client that a command starts: its file, or a line for a shell. */
export function nativeClientOf(command: string): string | undefined {
  const [first = ''] = command.trim().split(/\s/)
  const name = /([^\\/]*?)(\.exe|\.cmd)?$/i.exec(first)?.[1] ?? ''
  return commands.has(name) ? name : undefined
}

/** Calls back with each native client that is loaded from now on. */
export function onNativeAddon(note: (client: string) => void): void {
  const load = process.dlopen.bind(process)
  process.dlopen = (module: object, path: string, ...rest) => {
    const [, name] = addons.find(([place]) => place.test(path)) ?? []
    if (name !== undefined) note(name)
    return load(module, path, ...rest)
  }
}
