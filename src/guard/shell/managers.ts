/** Names of a package manager's commands and options. */
export interface Manager {
  /** Options with a value in the next word, before and after the command. */
  readonly values?: readonly string[]
  /** Options that name the folder it runs in. */
  readonly folder?: readonly string[]
  /** Options that name a package of the repository. */
  readonly package?: readonly string[]
  /** Options and words that select every package of the repository. */
  readonly everywhere?: readonly string[]
  readonly run: readonly string[]
  readonly exec?: readonly string[]
  /** Options with a text for a shell as value. */
  readonly call?: readonly string[]
  /** Scripts with a command of their own. */
  readonly scripts?: readonly string[]
  /** Commands that are not scripts. Any other word is a script or a program; when absent, no other word is. */
  readonly builtin?: readonly string[]
  /** Options may follow the command, up to `--`. */
  readonly takesLate?: boolean
  /** Runs tasks of all packages. Any of its words may be a task. */
  readonly isTaskRunner?: boolean
}

const common = [
  ...'install i add remove rm update up upgrade link unlink init create publish'.split(' '),
  ...'why list ls outdated audit config info view pack version login help cache'.split(' '),
]

const npm: Manager = {
  values: [
    ...'--loglevel --userconfig --globalconfig --cache --registry -p --package --script-shell'.split(' '),
    ...'--node-options --omit --include --tag --scope --otp --before --location --install-strategy'.split(' '),
    ...'--https-proxy --proxy --noproxy --maxsockets --fetch-retries --fetch-timeout --logs-dir'.split(' '),
    ...'--logs-max --cafile --ca --cert --key --message -m --shell --user-agent --viewer'.split(' '),
  ],
  folder: ['--prefix', '-C'],
  package: ['-w', '--workspace'],
  everywhere: ['--workspaces', '-ws', '-ws=true', '--workspaces=true'],
  run: ['run', 'run-script', 'rum', 'urn'],
  exec: ['exec', 'x', 'explore'],
  call: ['-c', '--call'],
  scripts: 'test t tst it install-test cit sit clean-install-test start stop restart'.split(' '),
  takesLate: true,
}

/** The options of `npx` end at the program. */
export const npx: Manager = { ...npm, run: [], scripts: [], takesLate: false }

const taskRunner: Manager = {
  run: ['run', 'run-many', 'affected', 'watch'],
  exec: ['exec'],
  builtin: [
    'login',
    'prune',
    'init',
    'graph',
    'list',
    'ls',
    'version',
    'publish',
    'bootstrap',
    'add',
    'migrate',
    'reset',
  ],
  takesLate: true,
  isTaskRunner: true,
}

export const managers: Readonly<Record<string, Manager>> = {
  npm,
  pnpm: {
    values: [
      ...'--loglevel --reporter --workspace-concurrency --filter-prod --changed-files-ignore-pattern'.split(' '),
      ...'--test-pattern --resume-from --config --package --store-dir --registry'.split(' '),
    ],
    folder: ['-C', '--dir'],
    package: ['--filter', '-F'],
    everywhere: ['-r', '--recursive', '-w', '--workspace-root', 'recursive', 'm', 'multi'],
    run: ['run', 'run-script'],
    exec: ['exec', 'dlx'],
    call: [],
    scripts: ['test', 't', 'start'],
    builtin: [...common, 'store', 'import', 'fetch', 'prune', 'patch', 'deploy', 'rebuild', 'env', 'setup'],
  },
  yarn: {
    values: [
      '--include',
      '--exclude',
      '--from',
      '-j',
      '--jobs',
      '--since',
      '-p',
      '--package',
      '--registry',
      '--cache-folder',
    ],
    folder: ['--cwd'],
    everywhere: ['workspaces', 'foreach'],
    run: ['run'],
    exec: ['exec', 'dlx'],
    scripts: ['test', 'start'],
    builtin: [...common, 'set', 'plugin', 'dedupe', 'constraints', 'npm', 'rebuild', 'patch', 'stage'],
  },
  bun: {
    values: [
      '--config',
      '-c',
      '--preload',
      '-r',
      '--define',
      '--loader',
      '--tsconfig-override',
      '--env-file',
      '-p',
      '--package',
    ],
    folder: ['--cwd'],
    package: ['--filter', '-F'],
    everywhere: ['--workspaces'],
    run: ['run'],
    exec: ['x'],
    scripts: ['start'],
    builtin: [...common, 'test', 'build', 'pm', 'patch'],
  },
  deno: {
    values: ['-c', '--config', '--import-map', '--lock', '--env-file', '-L', '--log-level'],
    folder: ['--cwd'],
    everywhere: ['-r', '--recursive'],
    package: ['--filter', '-f'],
    run: ['task'],
    exec: ['run', 'x'],
  },
  turbo: taskRunner,
  lerna: taskRunner,
  nx: taskRunner,
}

/** Programs whose words are names of scripts. */
export const scriptRunners: ReadonlySet<string> = new Set(
  'npm-run-all npm-run-all2 run-s run-p start-server-and-test server-test start-test'.split(' '),
)
