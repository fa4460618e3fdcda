import type { ParsedScript, Word } from 'unbash'
import type { Disk } from './disk.ts'
import type { EnvironmentChanges, Input, ShellFunction, ShellState, Text } from './state.ts'
import type { Unknown, VitestRun } from './vitest-run.ts'

/** The shell that a command is written in. */
export interface Surroundings {
  /** How many scripts have called each other to come here. */
  readonly depth: number
  /** Nothing of the environment around it reaches what it starts. */
  readonly isCleared: boolean
  /** Everything that is written on the way here. */
  readonly text: string
}

/** What a command has around it. */
export interface Context extends Surroundings {
  readonly state: ShellState
  readonly environment: EnvironmentChanges
  /** The assignments before it. */
  readonly assigned: ReadonlyMap<string, Text>
  /** The command as it was written. */
  readonly source: string
  /** What the command reads. */
  readonly input: Input | undefined
}

/** Walks the body of a function; without arguments where nobody knows how it is called. */
export type FunctionBody = (args: readonly Text[] | undefined, state: ShellState) => void

/** What the parts of the search need of each other: scripts hold commands, and commands run scripts. */
export interface Finder {
  readonly disk: Disk
  /** Keeps a run, or why the command cannot be judged. */
  found(one: VitestRun | Unknown): void
  /**
   * Something only the shell knows: keeps the reason when Vitest could be started by what is known of it.
   *
   * @param state with it, what is in the files that are named there is known too.
   */
  unknown(reason: string, known: string, state?: ShellState): void
  /** A script of a package that only the shell knows: keeps the reason when there is one that runs Vitest. */
  unknownScript(reason: string, name?: string): void
  /** Whether a text could start Vitest, by what is written in it. */
  couldStart(text: string): boolean
  /** How much was found so far. */
  readonly count: number
  /** Works through a text as a shell does; what it changes stays in `state`. */
  script(text: string, state: ShellState, surroundings: Surroundings): void
  /** The same for a script that is parsed already: a substitution. */
  parsed(script: ParsedScript, source: string, state: ShellState, surroundings: Surroundings): void
  /** Runs of Vitest that a text would start if a shell read it; prose starts none. */
  maybeScript(text: string, context: Context): void
  /**
   * A function of the shell.
   *
   * @param isOwn it stands in the command itself: what is never called there is judged all the same.
   */
  define(body: FunctionBody, state: ShellState, isOwn: boolean): ShellFunction
  /** What one simple command starts. */
  command(words: readonly Text[], context: Context): void
  /** The words that a shell makes of one. */
  expand(word: Word, state: ShellState): Text[]
  /** A path from the folder the shell is in. */
  resolve(state: ShellState, path: Text): Text
  /** The text of a file; `undefined` when there is none, or when the command may write it first. */
  read(state: ShellState, path: Text): Text
  /** Whether the command may write a file before it is read. */
  isWritten(path: string): boolean
}
