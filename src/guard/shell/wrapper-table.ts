/** Syntax of a wrapper: a command that only starts another one. */
export interface Wrapper {
  /** Options with a value in the next word. */
  readonly values?: readonly string[]
  /** Its own commands, which come before the other command. */
  readonly verbs?: readonly string[]
  /** Number of words before the other command. */
  readonly skipped?: number
  /** `NAME=value` may come before the other command. */
  readonly assignments?: boolean
  /** Options that name the folder of the other command. */
  readonly folder?: readonly string[]
  /** Options with `NAME=value` as value. */
  readonly assigning?: readonly string[]
  /** Options with a file of variables as value. */
  readonly files?: readonly string[]
  /** The file of variables that it reads by default, if it exists. */
  readonly file?: string
  /** A shell reads its joined words. */
  readonly isShell?: boolean
  /** Options with a text for a shell as value. */
  readonly scripts?: readonly string[]
  /** It adds unknown variables to the environment. */
  readonly addsUnknownVariables?: boolean
}

const secretManager: Wrapper = { addsUnknownVariables: true }

/** Known wrappers. `runUnknown` handles programs that are not here. */
export const wrappers: Readonly<Record<string, Wrapper>> = {
  nohup: {},
  setsid: {},
  chronic: {},
  unbuffer: {},
  command: {},
  builtin: {},
  exec: { values: ['-a'] },
  nice: { values: ['-n', '--adjustment'] },
  ionice: { values: ['-c', '-n', '--class', '--classdata'] },
  chrt: { skipped: 1 },
  taskset: { skipped: 1 },
  time: { values: ['-f', '-o', '--format', '--output'] },
  timeout: { values: ['-s', '-k', '--signal', '--kill-after'], skipped: 1 },
  gtimeout: { values: ['-s', '-k', '--signal', '--kill-after'], skipped: 1 },
  stdbuf: { values: ['-i', '-o', '-e', '--input', '--output', '--error'] },
  sudo: {
    values: ['-u', '-g', '-h', '-p', '-C', '-T', '-r', '-t', '-R', '-U'],
    folder: ['-D', '--chdir'],
    assignments: true,
  },
  doas: { values: ['-u', '-C'] },
  caffeinate: { values: ['-t', '-w'] },
  'xvfb-run': { values: ['-n', '-s', '-e', '-f', '-p', '-w', '--server-num', '--server-args', '--error-file'] },
  flock: {
    values: ['-w', '-E', '--timeout', '--wait', '--conflict-exit-code'],
    skipped: 1,
    scripts: ['-c', '--command'],
  },
  env: { values: ['-u', '--unset'], folder: ['-C', '--chdir'], assignments: true },
  'cross-env': { assignments: true },
  'cross-env-shell': { assignments: true, isShell: true },
  watch: { values: ['-n', '-d', '--interval'], isShell: true },
  dotenv: { values: ['-c', '-p'], assigning: ['-v'], files: ['-e'], file: '.env' },
  dotenvx: {
    verbs: ['run'],
    values: ['-fk', '--env-keys-file'],
    assigning: ['-e', '--env'],
    files: ['-f', '--env-file'],
    file: '.env',
  },
  'env-cmd': { values: ['-r', '--rc-file', '-e', '--environments'], files: ['-f', '--file'], file: '.env' },
  op: secretManager,
  doppler: secretManager,
  infisical: secretManager,
  chamber: secretManager,
  teller: secretManager,
  sops: secretManager,
  varlock: secretManager,
  direnv: secretManager,
  c8: { values: ['-r', '--reporter', '-o', '--reports-dir'] },
  nyc: { values: ['-r', '--reporter'] },
  corepack: {},
}
