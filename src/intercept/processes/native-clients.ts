/** Programs that ask providers by themselves, and do not run on Node. */
const commands = new Set(['claude', 'codex'])

/** Programs that run the code of others outside of Node, an MCP server in Python for example. */
const runtimes = /^(py|python[\d.]*|uvx?|pipx|poetry|ruby|php|java|dotnet|deno|bunx?|go)$/

/** Programs that ask the addresses in their command line. */
const fetchers = new Set(['curl', 'wget', 'http', 'https', 'xh'])

/** Packages whose requests are made by native code, by the place of that code. */
const addons: ReadonlyArray<readonly [place: RegExp, name: string]> = [
  [/[\\/]@boundaryml[\\/]baml/, '@boundaryml/baml'],
]

/**
 * The client that a command starts.
 *
 * @param command its file and its arguments, or a line for a shell.
 * @param isProviders says whether an address is that of a provider.
 */
export function nativeClientOf(command: string, isProviders: (url: URL) => boolean): string | undefined {
  const line = command.replace(/^\S*sh -\w*c /, '')
  const [first = ''] = line.trim().split(/\s/)
  const name = /([^\\/]*?)(\.exe|\.cmd)?$/i.exec(first)?.[1] ?? ''
  if (commands.has(name) || runtimes.test(name)) return name
  // It starts without NODE_OPTIONS.
  if (name === 'env' && /\s(-i|-|--ignore-environment)\s.*\bnode\b/.test(line)) return 'env -i node'
  if (!fetchers.has(name)) return undefined
  const addresses = line.match(/https?:\/\/[^\s'"]+/g) ?? []
  return addresses.some((text) => URL.canParse(text) && isProviders(new URL(text))) ? name : undefined
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
