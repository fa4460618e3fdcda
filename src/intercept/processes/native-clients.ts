import { like } from '../../util/like.ts'

/** Programs that ask providers by themselves, and do not run on Node. */
const commands = new Set(['claude', 'codex'])

/** Programs that run the code of others outside of Node, an MCP server in Python for example. */
const runtimes = /^(py|python[\d.]*|uvx?|pipx|poetry|ruby|php|java|dotnet|deno|bunx?|go)$/

/** Programs that start the program behind them, and words of a shell before a command. */
const before = new Set(
  'command do else env eval exec if nice nohup setsid stdbuf sudo then time timeout until while xargs ! {'.split(' '),
)

/** A shell with a line of commands. */
const shellLine = /^\s*(?:\S*\/)?(?:ba|da|k|z)?sh\s(?:.*?\s)??-\w*c\s+(.*)$/s

/** One command of a line for a shell: up to a separator that stands in no quotes. */
const commandInLine = /(?:'[^']*'|"(?:\\.|[^"\\])*"|[^;&|\n()`])+/g

/** Programs that ask the addresses in their command line. */
const fetchers = new Set(['curl', 'wget', 'http', 'https', 'xh'])

/** Packages whose requests are made by native code, by the place of that code. */
const addons: ReadonlyArray<readonly [place: RegExp, name: string]> = [
  [/[\\/]@boundaryml[\\/]baml/, '@boundaryml/baml'],
]

/**
 * The client that a command starts; the first one of a shell that starts several.
 *
 * @param command its file and its arguments. Those of a shell hold a line with commands.
 * @param isProviders says whether an address is that of a provider.
 */
export function nativeClientOf(command: string, isProviders: (url: URL) => boolean): string | undefined {
  const [, line] = shellLine.exec(command) ?? []
  if (line === undefined) return clientOf(command, isProviders)
  const started = unquoted(line).match(commandInLine) ?? []
  return started.map((one) => nativeClientOf(one, isProviders)).find((client) => client !== undefined)
}

function clientOf(command: string, isProviders: (url: URL) => boolean): string | undefined {
  // It starts without NODE_OPTIONS.
  if (/^\s*(\S*\/)?env\s(.*\s)?(-i|-|--ignore-environment)\s.*\bnode\b/.test(command)) return 'env -i node'
  const words = command.trim().split(/\s+/)
  const isBefore = (word: string): boolean => /^(\w+=|-|\d+[smhd]?$)/.test(word) || before.has(programOf(word))
  const name = programOf(words.find((word) => !isBefore(word)) ?? '')
  if (commands.has(name) || runtimes.test(name)) return name
  if (!fetchers.has(name)) return undefined
  // `curl` takes an address without a scheme too.
  const addresses = words.map(unquoted).map((word) => (/^\w+:\/\//.test(word) ? word : `http://${word}`))
  return addresses.some((text) => URL.canParse(text) && isProviders(new URL(text))) ? name : undefined
}

/** A text without the quotes around it. */
function unquoted(text: string): string {
  return /^\s*(['"])(.*)\1\s*$/s.exec(text)?.[2] ?? text
}

/** The name of the program in a file: without its folder, and as on Windows without its extension. */
function programOf(file: string): string {
  return /([^\\/]*?)(\.exe|\.cmd)?$/i.exec(file)?.[1] ?? ''
}

/** Calls back with each native client that is loaded from now on. */
export function onNativeAddon(note: (client: string) => void): void {
  const holder = process as { dlopen: (this: void, module: object, path: string, flags?: number) => void }
  const { dlopen } = holder
  holder.dlopen = like(dlopen, (module: object, path: string, ...rest: [flags?: number]) => {
    const [, name] = addons.find(([place]) => place.test(path)) ?? []
    if (name !== undefined) note(name)
    return dlopen(module, path, ...rest)
  })
}
