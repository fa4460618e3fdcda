import { Command, CommanderError } from 'commander'
import type { CliCommand, ExitCode, Terminal } from './command.ts'
import { isCassetteError } from '../errors/is-cassette-error.ts'
import { aloneMessage } from '../errors/pages/docs-place.ts'
import { packageVersion } from './package-version.ts'

/** Surroundings of the whole tool: those of a command, and the error output. */
export interface Console extends Terminal {
  readonly printError: (text: string) => void
}

/**
 * Runs `vitest-cassette` with the words after its name. It never throws: it prints an error as one page of text.
 *
 * @returns the exit code.
 */
export async function runCli(
  words: readonly string[],
  commands: readonly CliCommand[],
  console: Console,
): Promise<ExitCode> {
  let code: ExitCode = 0
  const program = new Command('vitest-cassette')
    .description("Records each test's LLM provider traffic once and replays it offline.")
    .version(packageVersion())
    .helpCommand(false)
    .showHelpAfterError('\n  See: vitest-cassette --help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => console.print(text.trimEnd()),
      writeErr: (text) => console.printError(text.trimEnd()),
      // Without the prefix `error: `, like the other errors of this package.
      outputError: (text, write) => write(text.replace(/^error: (.)/, (_, first: string) => first.toUpperCase())),
    })
  for (const { usage, summary, declare, run } of commands) {
    const command = program.command(usage).description(summary).helpOption('-h, --help', 'show this text')
    declare?.(command)
    command.action(async () => {
      code = await run(command.args, command.opts(), console)
    })
  }
  try {
    await program.parseAsync(words, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    console.printError(page(error))
    return 2
  }
}

function page(error: unknown): string {
  if (isCassetteError(error)) return `${error.name}: ${aloneMessage(error)}`
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
