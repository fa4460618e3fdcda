import type { Text } from './state.ts'
import { wrappers } from './wrapper-table.ts'

/** The command inside a wrapper such as `env`. */
export interface Unwrapped {
  readonly words: readonly Text[]
  /** Changes to the environment; `null` removes a variable. */
  readonly environment: ReadonlyMap<string, Text | null>
  /** Files with variables that it reads. An optional file may be missing. */
  readonly files: ReadonlyArray<{ readonly path: Text; readonly isOptional: boolean }>
  /** The folder that an option names. */
  readonly folder?: { readonly path: Text }
  /** The inner command does not see the environment around it. */
  readonly isCleared: boolean
  /** The wrapper adds unknown variables to the environment. */
  readonly addsUnknownVariables: boolean
  /** A text for a shell, instead of words. */
  readonly script?: Text
}

/** Removes a wrapper such as `env`, `time` or `timeout` from its command; `undefined` when `name` is not a wrapper. */
export function unwrap(name: string, words: readonly Text[]): Unwrapped | undefined {
  const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined
  if (wrapper === undefined) return undefined
  const environment = new Map<string, Text | null>()
  const files: Array<{ path: Text; isOptional: boolean }> = []
  let isCleared = false
  let folder: { path: Text } | undefined
  let { skipped = 0 } = wrapper
  const done = (end: Pick<Unwrapped, 'words' | 'script'>): Unwrapped => {
    if (wrapper.file !== undefined && files.length === 0) files.push({ path: wrapper.file, isOptional: true })
    return {
      ...end,
      ...(folder && { folder }),
      environment,
      files,
      isCleared,
      addsUnknownVariables: wrapper.addsUnknownVariables === true,
    }
  }
  let index = 0
  for (; index < words.length; index += 1) {
    const word = words[index]
    if (word === undefined) {
      if (skipped === 0) break
      skipped -= 1
      continue
    }
    if (word === '--') {
      index += 1 + skipped
      break
    }
    const assignment = wrapper.assignments ? /^([A-Za-z_]\w*)=(.*)$/s.exec(word) : null
    if (assignment !== null) environment.set(assignment[1] ?? '', assignment[2])
    else if (!word.startsWith('-')) {
      if (wrapper.verbs?.includes(word)) continue
      if (skipped === 0) break
      skipped -= 1
    }
    // `command -v` only looks the command up.
    else if (name === 'command' && /^-[vV]/.test(word)) return done({ words: [] })
    else if (name === 'env' && /^(-i|-|--ignore-environment)$/.test(word)) isCleared = true
    else if (name === 'env' && /^(-[iv0]*S|--split-string)/.test(word))
      return done({ words: [], script: splitString(word, words.slice(index + 1)) })
    else if (name === 'env' && /^(-u.|--unset=)/.test(word)) environment.set(word.replace(/^(-u|--unset=)/, ''), null)
    else {
      const [option, attached] = parted(word)
      const takes = (list: readonly string[] | undefined): boolean => list?.includes(option) === true
      if (![wrapper.values, wrapper.assigning, wrapper.files, wrapper.folder, wrapper.scripts].some(takes)) continue
      const value = attached ?? words[(index += 1)]
      if (takes(wrapper.scripts)) return done({ words: [], script: value })
      if (takes(wrapper.folder)) folder = { path: value }
      if (takes(wrapper.files)) files.push({ path: value, isOptional: false })
      if (takes(wrapper.assigning)) environment.set(value?.replace(/=.*/s, '') ?? '', value?.replace(/^[^=]*=?/, ''))
      if (name === 'env' && /^(-u|--unset)$/.test(option)) environment.set(value ?? '', null)
    }
  }
  const rest = words.slice(index)
  // Assignments may follow `--` too: `env -- A=1 command`.
  return wrapper.isShell ? done({ words: [], script: textOf(rest) }) : done({ words: rest })
}

/** Splits `--option=value`. */
function parted(word: string): [option: string, value?: string] {
  const at = word.indexOf('=')
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}

function splitString(option: string, rest: readonly Text[]): Text {
  const attached = option.replace(/^(-[iv0]*S|--split-string=?)/, '')
  return textOf(attached === '' ? rest : [attached, ...rest])
}

/** Words joined to a text for a shell. */
export function textOf(words: readonly Text[]): Text {
  return words.includes(undefined) ? undefined : words.join(' ')
}
