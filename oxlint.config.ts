import { defineConfig, type OxlintOverride } from 'oxlint'
import { entries, outside, rooms, strangers, type Room } from './rooms.ts'

/** The law of the rooms as lint rules: what each room may not import. */
const law: OxlintOverride[] = rooms.map((room, index) => {
  const above = rooms.slice(0, index).filter((other) => !room.startsWith(`${other}/`))
  const apart = strangers
    .filter((pair) => pair.includes(room))
    .flatMap((pair) => pair.filter((other) => other !== room))
  const foreign = outside.filter(({ rooms: allowed }) => !allowed.includes(room)).flatMap(({ modules }) => modules)
  return {
    files: [`src/${room}/**`],
    excludeFiles: rooms.filter((other) => other.startsWith(`${room}/`)).map((other) => `src/${other}/**`),
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...[...new Set([...above, ...apart])].map((other) => ({
              regex: importOf(room, other),
              message: `Imports point down: src/${room} may not know src/${other} (rooms.ts).`,
            })),
            {
              regex: `^(?:\\.\\./)+(?:${entries.join('|')})$`,
              message: 'The entries of the package only re-export: no room may know them (rooms.ts).',
            },
            ...(foreign.length === 0
              ? []
              : [{ group: foreign, message: `src/${room} may not know this module (rooms.ts).` }]),
          ],
        },
      ],
    },
  }
})

/** Matches a relative path from `room` into `other`; a parent folder that both share may be left out of the path. */
function importOf(room: Room, other: Room): string {
  if (other.startsWith(`${room}/`)) return `^\\.{1,2}/(?:\\.\\./)*${other.slice(room.length + 1)}/`
  const parent = room.slice(0, room.lastIndexOf('/') + 1)
  return parent !== '' && other.startsWith(parent)
    ? `^(?:\\.\\./)+(?:${parent})?${other.slice(parent.length)}/`
    : `^(?:\\.\\./)+${other}/`
}

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc'],
  categories: { correctness: 'error' },
  ignorePatterns: ['dist', '.tmp', 'node_modules', '__cassettes__'],
  rules: {
    // Also circles that only types close: whoever reads one file of a circle must read all of them.
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'typescript/no-floating-promises': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: false }],
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'no-empty-pattern': 'off',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'typescript/no-misused-spread': 'off',
    'no-console': 'error',
  },
  overrides: [
    {
      files: ['.ci/**', 'scripts/**', 'test/**', 'bench/**', 'examples/**'],
      rules: {
        'no-console': 'off',
        'typescript/no-explicit-any': 'off',
        'typescript/unbound-method': 'off',
        'no-control-regex': 'off',
        'no-loss-of-precision': 'off',
        'typescript/require-array-sort-compare': 'off',
      },
    },
    ...law,
  ],
})
