import type { Command } from 'commander'

/** Exit code of a command: 0 success, 1 problems found, 2 could not run. */
export type ExitCode = 0 | 1 | 2

/** Surroundings of a command. It prints its result, and throws an error when it cannot run. */
export interface Terminal {
  /** Prints a text and a line break to the standard output. */
  readonly print: (text: string) => void
  /** Asks the person at the terminal; absent when there is none. */
  readonly confirm?: (question: string) => Promise<boolean>
  /** Absolute folder that the command was started in. */
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** One command: a file in `src/cli/commands`, and an entry in `all-commands.ts` there. */
export interface CliCommand {
  /** Name and arguments as a user types them: `check [paths...]`. */
  readonly usage: string
  /** One sentence for `--help`. */
  readonly summary: string
  /** Declares the options. */
  readonly declare?: (command: Command) => void
  /**
   * Runs the command.
   *
   * @param options the options from commander.
   * @param args the arguments after the name of the command.
   * @throws CassetteError, or any error, when it cannot run. The tool shows it as one page and exits with code 2.
   */
  readonly run: (
    args: readonly string[],
    options: Readonly<Record<string, unknown>>,
    terminal: Terminal,
  ) => Promise<ExitCode>
}
