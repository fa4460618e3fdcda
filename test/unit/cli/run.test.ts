import { expect, test } from 'vitest'
import type { CliCommand } from '../../../src/cli/command.ts'
import { runCli } from '../../../src/cli/run.ts'
import { packageVersion } from '../../../src/cli/package-version.ts'
import { CassetteConfigError } from '../../../src/errors/cassette-config-error.ts'

const seen: unknown[] = []
const commands: readonly CliCommand[] = [
  {
    usage: 'look [files...]',
    summary: 'look at files',
    declare: (command) => command.option('--json', 'as JSON'),
    run: async (args, options) => (seen.push(args, options), args.includes('bad') ? 1 : 0),
  },
  {
    usage: 'fail',
    summary: 'fail',
    run: async () => {
      throw new CassetteConfigError('This cannot be used.\n\n  Do that.')
    },
  },
]

async function run(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  const out: string[] = []
  const error: string[] = []
  const code = await runCli(words, commands, {
    print: (text) => out.push(text),
    printError: (text) => error.push(text),
    cwd: '/',
    environment: {},
  })
  return { code, out: out.join('\n'), error: error.join('\n') }
}

test('a command gets its arguments and options and returns the exit code', async () => {
  expect(await run('look', 'a', 'b', '--json')).toEqual({ code: 0, out: '', error: '' })
  expect(seen.splice(0)).toEqual([['a', 'b'], { json: true }])
  expect((await run('look', 'bad')).code).toBe(1)
})

test('help and version go to the standard output', async () => {
  const help = await run('--help')
  expect(help).toMatchObject({ code: 0, error: '' })
  expect(help.out).toContain('look at files')
  expect(await run('--version')).toEqual({ code: 0, out: packageVersion(), error: '' })
  expect(await run('look', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('as JSON') })
})

test.each([
  [['lok'], "Unknown command 'lok'\n(Did you mean look?)"],
  [['look', '--jsn'], "Unknown option '--jsn'\n(Did you mean --json?)"],
  [['--versoin'], "Unknown option '--versoin'\n(Did you mean --version?)"],
  [[], 'Usage: vitest-cassette'],
])('%j cannot be run', async (words, text) => {
  expect(await run(...words)).toEqual({ code: 2, out: '', error: expect.stringContaining(text) })
})

test('an error is printed as one page without a stack', async () => {
  expect(await run('fail')).toEqual({
    code: 2,
    out: '',
    error: `CassetteConfigError: This cannot be used.

  Do that.

  Explained in node_modules/vitest-cassette/docs/errors.md#cassette_config`,
  })
})
