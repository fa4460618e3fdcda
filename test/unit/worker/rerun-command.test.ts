import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { rerunCommand, runCommand, type CommandSettings } from '../../../src/vitest/shared/rerun-command.ts'

const vitest5: CommandSettings = { startedIn: '/app', flags: [], titleSeparator: ' > ' }

function command(file: string, titles?: string[], settings: Partial<CommandSettings> = {}): string {
  return rerunCommand({ ...vitest5, ...settings }, `/app/${file}`, titles, 'linux')
}

test('the command for a file', () => {
  expect(command('test/agent.test.ts')).toBe('npx vitest run test/agent.test.ts')
  expect(command('test/my agent.test.ts')).toBe("npx vitest run 'test/my agent.test.ts'")
})

test('the command for a test names it whole, as its Vitest matches it', () => {
  expect(command('a.test.ts', ['agent', 'books a table'])).toBe("npx vitest run a.test.ts -t '^agent > books a table$'")
  expect(command('a.test.ts', ['agent', 'books a table'], { titleSeparator: ' ' })).toBe(
    "npx vitest run a.test.ts -t '^agent books a table$'",
  )
})

test('the command for a test of one project of several', () => {
  expect(command('a.test.ts', ['a'], { project: 'web' })).toBe("npx vitest run a.test.ts -t '^a$' --project web")
  expect(command('a.test.ts', undefined, { project: 'web app' })).toBe("npx vitest run a.test.ts --project 'web app'")
})

test('the command is for the folder in which the run was started, with the flags that the run needs there', () => {
  const inPackage = { startedIn: '/app/packages/web' }
  expect(command('packages/web/a.test.ts', undefined, inPackage)).toBe('npx vitest run a.test.ts')
  expect(command('packages/api/a.test.ts', undefined, inPackage)).toBe('npx vitest run ../api/a.test.ts')
  expect(command('packages/web/a.test.ts', ['a'], { flags: ['--root', 'packages/web'] })).toBe(
    "npx vitest run --root packages/web packages/web/a.test.ts -t '^a$'",
  )
})

test('one command runs several tests of several files, and no others', () => {
  const files = ['/app/a.test.ts', '/app/b.test.ts']
  expect(runCommand(vitest5, { files }, 'linux')).toBe('npx vitest run a.test.ts b.test.ts')
  const tests = [['asks'], ['agent', 'asks more'], ['asks']]
  expect(runCommand(vitest5, { files, tests, projects: ['web', 'api'] }, 'linux')).toBe(
    "npx vitest run a.test.ts b.test.ts -t '^(asks|agent > asks more)$' --project web --project api",
  )
})

/** The pattern that Vitest gets from the command in a shell. */
function patternIn(name: string): RegExp {
  const arguments_ = command('a.test.ts', [name]).replace(/^npx vitest run a\.test\.ts -t/, "printf '%s'")
  const { stdout } = spawnSync('sh', ['-c', arguments_], { encoding: 'utf8' })
  expect(stdout).toMatch(/^\^.*\$$/)
  return new RegExp(stdout)
}

const names = [
  'costs $5 (max)',
  'say "hi"',
  '`id` $(id) ${HOME}',
  'a\\b',
  'ends in a\\',
  'what? [x] {1,2} a|b ^$ *',
  "it's „quoted“",
  'a & b ; c > d',
  'tab\there',
  'two\nlines',
  '--watch',
  '100 %PATH% wow!',
  'on Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)',
]

test.each(names)('the command for %j comes out of a shell as a pattern for this name alone', (name) => {
  const pattern = patternIn(name)
  expect(name).toMatch(pattern)
  expect(`${name} more`).not.toMatch(pattern)
  expect(`more ${name}`).not.toMatch(pattern)
})

test.each(names)('on Windows the command for %j has no character that cmd or PowerShell replaces', (name) => {
  const text = rerunCommand(vitest5, '/app/test/my agent.test.ts', [name], 'win32')
  const pattern = /^npx vitest run "test\/my agent\.test\.ts" -t "(.*)"$/.exec(text)?.[1]
  // A dollar sign before the end of the quotes stays as it is.
  expect(pattern?.slice(0, -1)).not.toMatch(/["$`%!“”„]|\\$/)
  expect(name).toMatch(new RegExp(pattern!))
  expect(`${name} more`).not.toMatch(new RegExp(pattern!))
})

test.each<[string, (later: number) => string | number]>([
  ['at %s', (later) => new Date(Date.now() + later).toISOString()],
  ['on %s', (later) => String(new Date(Date.now() + later))],
  ['run %s', (later) => Date.now() + later],
  ['user %s', () => crypto.randomUUID()],
])('a title that the next run makes anew is matched too: %s', (title, make) => {
  const name = (later: number): string => `plans ${title.replace('%s', String(make(later)))} (1)`
  const pattern = patternIn(name(0))
  expect(name(60_000)).toMatch(pattern)
  expect(`${name(60_000)} more`).not.toMatch(pattern)
})

test('a date of another day is a fixed part of a title', () => {
  const pattern = patternIn('plans 2020-01-02T03:04:05.000Z')
  expect('plans 2020-01-02T03:04:05.000Z').toMatch(pattern)
  expect('plans 2020-01-03T03:04:05.000Z').not.toMatch(pattern)
})
