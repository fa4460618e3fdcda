import { commandText } from './command-text.ts'
import type { Unknown } from './shell/vitest-run.ts'

/** The shell command that a hook asks about. */
export interface HookCommand {
  readonly command: string
  /** The folder in which it would run; absent when the hook does not name it. */
  readonly cwd?: string
}

type Fields = Readonly<Record<string, unknown>>

/** Where agents put the input of a tool: below the call, as an object or as JSON, or in the call itself. */
const inputNames = ['tool_input', 'toolInput', 'toolArgs', 'tool_info', 'arguments', 'input']
/** How they name the command in it: a text, or a list of words. */
const commandNames = ['command', 'cmd', 'command_line']
const folderNames = ['cwd', 'workdir', 'working_directory']
/** The input of tools that run no command. */
const otherInput = ['file_path', 'path', 'notebook_path', 'pattern', 'url', 'query', 'prompt', 'todos']

/**
 * Reads the JSON of a pre-tool hook.
 *
 * @returns `undefined` when the tool runs no command. JSON of an unknown shape is unknown when it mentions Vitest.
 */
export function readHookInput(text: string): HookCommand | Unknown | undefined {
  if (text.trim() === '') return undefined
  const call = parsed(text)
  if (call === undefined) return { unknown: 'the input is not JSON' }
  const outer = fieldsOf(call)
  const inputs = [...inputNames.map((name) => fieldsOf(parsedText(outer[name]))), outer]
  const found = inputs.flatMap((input) => commandNames.map((name) => input[name]))
  const command = found.find((value) => value !== undefined && value !== null)
  if (command === undefined) {
    const isOther = inputs.some((input) => otherInput.some((name) => Object.hasOwn(input, name)))
    if (isOther || !/vitest/i.test(text)) return undefined
    return { unknown: 'the input mentions Vitest and holds no command that is known' }
  }
  const words = Array.isArray(command) && command.every((word) => typeof word === 'string') ? command : undefined
  if (typeof command !== 'string' && words === undefined) return { unknown: 'its command is not a text' }
  const cwd = [outer, ...inputs].flatMap((input) => folderNames.map((name) => input[name])).find(isText)
  return { command: words === undefined ? (command as string) : commandText(words), ...(cwd !== undefined && { cwd }) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function parsedText(value: unknown): unknown {
  return typeof value === 'string' ? parsed(value) : value
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
