import type { Text } from './state.ts'

/** What a command that only starts another one leaves of its words. */
export interface Unwrapped {
  readonly words: readonly Text[]
  /** Changes to the environment; `null` takes a variable out. */
  readonly environment?: ReadonlyMap<string, Text | null>
  /** The other command sees nothing of the environment around it. */
  readonly isCleared?: boolean
  /** Text that a shell reads, in place of words. */
  readonly script?: Text
}

/** Options that take a value, and how many words stand before the other command. */
interface Wrapper {
  readonly values?: readonly string[]
  readonly skipped?: number
  readonly assignments?: boolean
  /** Its words are put together and read by a shell. */
  readonly isShell?: boolean
}

const wrappers: Readonly<Record<string, Wrapper>> = {
  nohup: {},
  setsid: {},
  chronic: {},
  unbuffer: {},
  command: {},
  builtin: {},
  exec: { values: ['-a'] },
  nice: { values: ['-n', '--adjustment'] },
  ionice: { values: ['-c', '-n', '--class', '--classdata'] },
  time: { values: ['-f', '-o', '--format', '--output'] },
  timeout: { values: ['-s', '-k', '--signal', '--kill-after'], skipped: 1 },
  stdbuf: { values: ['-i', '-o', '-e', '--input', '--output', '--error'] },
  sudo: { values: ['-u', '-g', '-h', '-p', '-C', '-T', '-r', '-t', '-D', '-R', '-U'], assignments: true },
  doas: { values: ['-u', '-C'] },
  caffeinate: { values: ['-t', '-w'] },
  'xvfb-run': { values: ['-n', '-s', '-e', '-f', '-p', '-w', '--server-num', '--server-args', '--error-file'] },
  flock: { values: ['-w', '-E', '--timeout', '--wait', '--conflict-exit-code'], skipped: 1 },
  env: { values: ['-u', '--unset', '-C', '--chdir'], assignments: true },
  'cross-env': { assignments: true },
  'cross-env-shell': { assignments: true, isShell: true },
  watch: { values: ['-n', '-d', '--interval'], isShell: true },
  dotenv: { values: ['-e', '-c', '-v', '-p'] },
  'env-cmd': { values: ['-f', '-r', '-e'] },
  c8: { values: ['-r', '--reporter', '-o', '--reports-dir'] },
  nyc: { values: ['-r', '--reporter'] },
  corepack: {},
}

/** Takes a command like `env`, `time` or `timeout` off the command it starts; `undefined` when it is none. */
export function unwrap(name: string, words: readonly Text[]): Unwrapped | undefined {
  const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined
  if (wrapper === undefined) return undefined
  const environment = new Map<string, Text | null>()
  let isCleared = false
  let index = 0
  for (; index < words.length; index += 1) {
    const word = words[index]
    if (word === undefined) break
    if (word === '--') {
      index += 1
      break
    }
    const assignment = wrapper.assignments ? /^([A-Za-z_]\w*)=(.*)$/s.exec(word) : null
    if (assignment !== null) environment.set(assignment[1] ?? '', assignment[2])
    else if (!word.startsWith('-')) break
    // Looked up, not run.
    else if (name === 'command' && /^-[vV]/.test(word)) return { words: [] }
    else if (name === 'env' && /^(-i|-|--ignore-environment)$/.test(word)) isCleared = true
    else if (name === 'env' && /^(-S|--split-string)/.test(word))
      return { words: [], environment, isCleared, script: splitString(word, words.slice(index + 1)) }
    else if (name === 'env' && /^(-u.|--unset=)/.test(word)) environment.set(word.replace(/^(-u|--unset=)/, ''), null)
    else if (wrapper.values?.includes(word)) {
      index += 1
      if (name === 'env' && /^(-u|--unset)$/.test(word)) environment.set(words[index] ?? '', null)
    }
  }
  const rest = words.slice(index + (wrapper.skipped ?? 0))
  // `env A=1 B=2 command`: assignments behind `--` too.
  if (wrapper.isShell) return { words: [], environment, isCleared, script: textOf(rest) }
  return { words: rest, environment, isCleared }
}

function splitString(option: string, rest: readonly Text[]): Text {
  const attached = option.replace(/^(-S|--split-string=?)/, '')
  return textOf(attached === '' ? rest : [attached, ...rest])
}

/** Words as the text that a shell is given. */
export function textOf(words: readonly Text[]): Text {
  return words.includes(undefined) ? undefined : words.join(' ')
}
