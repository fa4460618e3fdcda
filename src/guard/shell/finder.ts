import type { ParsedScript, Word } from 'unbash'
import type { Disk } from './disk.ts'
import type { EnvironmentChanges, Input, ShellFunction, ShellState, Text } from './state.ts'
import type { Unknown, VitestRun } from './vitest-run.ts'

/** The shell around a script. */
export interface Surroundings {
  /** Number of scripts around this one. */
  readonly depth: number
  /** Started commands do not see the environment around the command. */
  readonly isCleared: boolean
  /** The text of all scripts around it. */
  readonly text: string
}

/** The surroundings of one command. */
export interface Context extends Surroundings {
  readonly state: ShellState
  readonly environment: EnvironmentChanges
  /** The assignments before it. */
  readonly assigned: ReadonlyMap<string, Text>
  /** The text of the command. */
  readonly source: string
  /** The input of the command. */
  readonly input: Input | undefined
}

/** Walks the body of a function; without arguments when its calls are unknown. */
export type FunctionBody = (args: readonly Text[] | undefined, state: ShellState) => void

/** Shared interface of the search: scripts hold commands, and commands run scripts. */
export interface Finder {
  readonly disk: Disk
  /** Adds a run, or the reason why the command cannot be judged. */
  found(run: VitestRun | Unknown): void
  /**
   * Adds the reason when the known text of a command could start Vitest; only the shell knows the rest.
   *
   * @param state with it, files that the text names are read too.
   */
  unknown(reason: string, known: string, state?: ShellState): void
  /** Adds the reason when a package has a script that runs Vitest; only the shell knows which script runs. */
  unknownScript(reason: string, name?: string): void
  /** Whether a text could start Vitest, judged by its words. */
  couldStartVitest(text: string): boolean
  /** Number of runs and reasons so far. */
  readonly count: number
  /** Walks a text as a shell does. Its changes stay in `state`. */
  script(text: string, state: ShellState, surroundings: Surroundings): void
  /** Walks a parsed script, such as a substitution. */
  parsed(script: ParsedScript, source: string, state: ShellState, surroundings: Surroundings): void
  /** Walks a text that a shell may read. Prose starts nothing. */
  maybeScript(text: string, context: Context): void
  /**
   * Defines a function of the shell.
   *
   * @param isOwn the command itself defines the function. It is judged even when the command never calls it.
   */
  define(body: FunctionBody, state: ShellState, isOwn: boolean): ShellFunction
  /** Finds the runs that one simple command starts. */
  command(words: readonly Text[], context: Context): void
  /** The words that a shell expands a word to. */
  expand(word: Word, state: ShellState): Text[]
  /** Resolves a path from the folder of the shell. */
  resolve(state: ShellState, path: Text): Text
  /** The text of a file; `undefined` when it cannot be read, or when the command may write it first. */
  read(state: ShellState, path: Text): Text
  /** Whether the command may write a file before it is read. */
  isWritten(path: string): boolean
}
