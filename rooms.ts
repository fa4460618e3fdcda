/**
 * The rooms of `src`, from the top down: a file may import from its own room and from those below it.
 * `docs/architecture.md` says what each is for.
 */
export const rooms = [
  'cli',
  'vitest/main',
  'vitest/worker',
  'guard/run',
  'vitest/shared',
  'intercept',
  'offline',
  'answer',
  'session',
  'import',
  'show',
  'options',
  'store',
  'match',
  'http',
  'stream',
  'diagnostics',
  'guard',
  'format',
  'redact',
  'providers',
  'body',
  'cassette',
  'errors',
  'util',
] as const

export type Room = (typeof rooms)[number]

/** The files of `src` that stand in no room. They re-export what users import, and no room knows them. */
export const entries = ['index.ts', 'plugin.ts', 'reporter.ts', 'html.ts', 'msw.ts', 'diagnostics.ts'] as const

/** Rooms that share only plain data although one of them stands above the other: they run in two processes. */
export const strangers: ReadonlyArray<readonly [Room, Room]> = [['vitest/main', 'vitest/worker']]

/** Modules of others, by the rooms that alone may import them. */
export const outside: ReadonlyArray<{ readonly modules: readonly string[]; readonly rooms: readonly Room[] }> = [
  { modules: ['node:fs', 'node:fs/promises'], rooms: ['store', 'cli', 'vitest/main', 'guard/run'] },
  {
    modules: ['node:net', 'node:http', 'node:https', 'node:http2', 'node:tls', 'node:dns', 'node:dgram'],
    rooms: ['intercept', 'offline', 'http', 'cli'],
  },
  { modules: ['msw', 'msw/*', '@mswjs/*'], rooms: ['intercept'] },
  {
    modules: ['vitest', 'vitest/*', '@vitest/*'],
    rooms: ['vitest/main', 'vitest/worker', 'vitest/shared', 'guard/run', 'cli'],
  },
]

/** Internals of others, by their names in code. Only one file may depend on each, so that a new release touches one file. */
export const internals: ReadonlyArray<{ readonly names: RegExp; readonly file: string }> = [
  {
    names: /__MSW_\w+|kRawSocket|kPatched|internal:write|msw\/passthrough|@mswjs\/interceptors\/\w*/,
    file: 'src/intercept/internals/msw-internals.ts',
  },
  {
    names: /(?<=')undici:[\w:]+|undici\.globalDispatcher|UND_ERR_INFO/,
    file: 'src/intercept/internals/undici-internals.ts',
  },
  {
    names: /XMLHttpRequest-impl|_globalObject/,
    file: 'src/intercept/internals/jsdom-internals.ts',
  },
  {
    names:
      /_httpMessage|\b_header\b|\b_handle\b|isStreamBase|moduleLoadList|_getActiveHandles|node:internal|http\.client\.request\.\w+/,
    file: 'src/intercept/internals/node-internals.ts',
  },
  {
    names: /parseSpecifications|filesMap|vitest\.config\.reporters/,
    file: 'src/vitest/main/main-process-internals.ts',
  },
  {
    names: /timed out \(in|clock\?\.methods|__vitest_worker__/,
    file: 'src/vitest/worker/test-process-internals.ts',
  },
]

/** How many files may stand side by side in one folder. */
export const mostFiles = 25
