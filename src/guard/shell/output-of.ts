import type { Input, Text } from './state.ts'

/** What a command of a pipe has around it. */
interface Pipe {
  readonly input: Input | undefined
  /** The pipe as it was written, up to this command. */
  readonly source: string
  /** The text of a file. */
  readonly read: (path: Text) => Text
}

/** What a command writes, for the next one in a pipe: a shell may be about to read it. */
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

/** Some shells do it for `echo` without being told. */
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
    text += unescaped(format)?.replaceAll(/%(%|[-+ #\d.]*[a-z])/gi, (_, one: string) =>
      one === '%' ? '%' : (unescaped(left.shift()) ?? ''),
    )
    if (left.length === before) break
  } while (left.length > 0)
  return text
}
