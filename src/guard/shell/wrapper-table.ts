/** How a command that only starts another one is written. */
export interface Wrapper {
  /** Options that a value follows. */
  readonly values?: readonly string[]
  /** Commands of its own, of which no options but those here are known. */
  readonly verbs?: readonly string[]
  /** How many words stand before the other command. */
  readonly skipped?: number
  /** `NAME=value` before the other command. */
  readonly assignments?: boolean
  /** Options that name the folder it runs in. */
  readonly folder?: readonly string[]
  /** Options whose value is `NAME=value`. */
  readonly assigning?: readonly string[]
  /** Options whose value is a file of variables. */
  readonly files?: readonly string[]
  /** The file of variables that is read when none is named, if there is one. */
  readonly file?: string
  /** Its words are put together and read by a shell. */
  readonly isShell?: boolean
  /** Options whose value a shell reads. */
  readonly scripts?: readonly string[]
  /** What it puts into the environment, nobody knows. */
  readonly isSecretive?: boolean
}

const secretive: Wrapper = { isSecretive: true }

/** Of a program that is not in here, what stands behind `--` or begins with a known command is judged. */
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
  op: secretive,
  doppler: secretive,
  infisical: secretive,
  chamber: secretive,
  teller: secretive,
  sops: secretive,
  varlock: secretive,
  direnv: secretive,
  c8: { values: ['-r', '--reporter', '-o', '--reports-dir'] },
  nyc: { values: ['-r', '--reporter'] },
  corepack: {},
}
