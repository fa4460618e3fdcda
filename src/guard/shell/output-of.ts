import type { Input, Text } from './state.ts'

/** The surroundings of a command in a pipe. */
interface Pipe {
  readonly input: Input | undefined
  /** The text of the pipe up to this command. */
  readonly source: string
  /** Returns the text of a file. */
  readonly read: (path: Text) => Text
}

/** The output of a command, which the next command of a pipe reads. That command may be a shell. */
export function outputOf([name, ...args]: readonly Text[], { input, source, read }: Pipe): Input {
  const unknown = { source }
  if (name === 'tee') return input ?? unknown
  if (name === 'cat') {
    const paths = args.filter((word) => word === undefined || word === '-' || !word.startsWith('-'))
    if (paths.length === 0 || paths[0] === '-') return input ?? unknown
    return known(paths.map(read), '') ?? unknown
  }
  if (name === 'echo') {
    const from = args.findIndex((word) => !/^-[neE]+$/.test(word ?? ''))
    return known(from === -1 ? [] : args.slice(from).map(unescaped), ' ') ?? unknown
  }
  if (name === 'printf') {
    const [format, ...values] = args[0] === '--' ? args.slice(1) : args
    return known([formatted(format, values)], '') ?? unknown
  }
  return unknown
}

function known(texts: readonly Text[], separator: string): Input | undefined {
  return texts.includes(undefined) ? undefined : { text: texts.join(separator) }
}

/** Some shells replace escapes in `echo` without an option. */
function unescaped(text: Text): Text {
  return text
    ?.replaceAll(/\\x([0-9a-f]{1,2})/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll(/\\0?([0-7]{2,3})/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 8)))
    .replaceAll(/\\[nr]/g, '\n')
    .replaceAll(String.raw`\t`, '\t')
}

function formatted(format: Text, values: readonly Text[]): Text {
  if (format === undefined || values.includes(undefined)) return undefined
  const left = [...values]
  let text = ''
  do {
    const before = left.length
    text += unescaped(format)?.replaceAll(/%(%|[-+ #\d.]*[a-z])/gi, (_, code: string) =>
      code === '%' ? '%' : (unescaped(left.shift()) ?? ''),
    )
    if (left.length === before) break
  } while (left.length > 0)
  return text
}
