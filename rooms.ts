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
export const entries = ['index.ts', 'plugin.ts', 'reporter.ts', 'msw.ts', 'diagnostics.ts'] as const

/** Rooms that share only plain data although one of them stands above the other: they run in two processes. */
export const strangers: ReadonlyArray<readonly [Room, Room]> = [['vitest/main', 'vitest/worker']]

/** Modules of others, by the rooms that alone may import them. */
export const outside: ReadonlyArray<{ readonly modules: readonly string[]; readonly rooms: readonly Room[] }> = [
  { modules: ['node:fs', 'node:fs/promises'], rooms: ['store', 'cli', 'vitest/main', 'guard/run'] },
  {
    modules: ['node:net', 'node:http', 'node:https', 'node:http2', 'node:tls', 'node:dns', 'node:dgram'],
    rooms: ['intercept', 'offline', 'http'],
  },
  { modules: ['msw', 'msw/*', '@mswjs/*'], rooms: ['intercept'] },
  {
    modules: ['vitest', 'vitest/*', '@vitest/*'],
    rooms: ['vitest/main', 'vitest/worker', 'vitest/shared', 'guard/run', 'cli'],
  },
]

/** How many files may stand side by side in one folder. */
export const mostFiles = 25
