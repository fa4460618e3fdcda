import type { Word, WordPart } from 'unbash'
import type { ShellState, Text } from './state.ts'

/**
 * The words that a shell expands a word to. Known variables of the same command are replaced, and an unquoted glob becomes
 * file names.
 *
 * @param expandGlob returns the files that a glob matches.
 */
export function expandWord(
  word: Word,
  state: ShellState,
  expandGlob: (glob: string, folder: string) => string[],
): Text[] {
  const parts = word.parts
  if (/^("\$[@*]"|\$[@*])$/.test(word.text)) return state.positional === undefined ? [undefined] : [...state.positional]
  if (parts === undefined) return [word.text.startsWith('~') ? undefined : word.value]
  if (word.text.startsWith('~')) return [undefined]
  if (parts.some(({ type }) => type === 'Glob' || type === 'ExtendedGlob')) {
    const glob = joined(parts.map((part) => (part.type === 'Glob' ? part.text : partText(part, state))))
    if (glob === undefined || state.folder === undefined) return [undefined]
    const files = expandGlob(glob, state.folder)
    return files.length > 0 ? files : [glob]
  }
  const text = joined(parts.map((part) => partText(part, state)))
  const isUnquoted = parts.some(({ type }) => type === 'SimpleExpansion' || type === 'ParameterExpansion')
  if (text === undefined || !isUnquoted || !/[\s*?[]/.test(text)) return text === '' && isUnquoted ? [] : [text]
  // The shell splits the value of an unquoted variable.
  return parts.length === 1 && !/[*?[]/.test(text) ? text.split(/\s+/).filter(Boolean) : [undefined]
}

function partText(part: WordPart, state: ShellState): Text {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value
    case 'DoubleQuoted':
    case 'LocaleString':
      return joined(part.parts.map((child) => partText(child, state)))
    case 'SimpleExpansion':
      return variable(part.text.slice(1), state)
    case 'ParameterExpansion':
      return part.operation === undefined && part.prefix === undefined && part.index === undefined
        ? variable(part.parameter, state)
        : undefined
    default:
      return undefined
  }
}

function variable(name: string, state: ShellState): Text {
  if (name === 'PWD') return state.folder
  return /^[1-9]\d*$/.test(name) ? state.positional?.[Number(name) - 1] : state.variables.get(name)
}

function joined(texts: readonly Text[]): Text {
  return texts.includes(undefined) ? undefined : texts.join('')
}
