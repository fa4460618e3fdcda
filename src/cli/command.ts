import type { Command } from 'commander'

/** What a command ends with: 0 fine, 1 problems found, 2 could not run. */
export type ExitCode = 0 | 1 | 2

/** Where a command writes. What it found goes to `print`; why it could not run is thrown. */
export interface Terminal {
  /** Prints a text and a line break to the standard output. */
  readonly print: (text: string) => void
  /** Absolute folder the command was started in. */
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** One command: a file in `src/cli/commands`, and a row in `src/cli/commands/index.ts`. */
export interface CliCommand {
  /** As it is typed, with its arguments: `check [paths...]`. */
  readonly usage: string
  /** One sentence for `--help`. */
  readonly summary: string
  /** Declares the options. */
  readonly declare?: (command: Command) => void
  /**
   * Runs it.
   *
   * @param options the options as commander reads them.
   * @param args the arguments behind the command's name.
   * @throws CassetteError, or any error, when it could not run: shown as one page, exit code 2.
   */
  readonly run: (
    args: readonly string[],
    options: Readonly<Record<string, unknown>>,
    terminal: Terminal,
  ) => Promise<ExitCode>
}
