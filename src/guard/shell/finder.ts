import type { ParsedScript, Word } from 'unbash'
import type { Disk } from './disk.ts'
import type { EnvironmentChanges, ShellState, Text } from './state.ts'
import type { Unknown, VitestRun } from './vitest-run.ts'

/** The shell that a command is written in. */
export interface Surroundings {
  /** How many scripts have called each other to come here. */
  readonly depth: number
  /** Nothing of the environment around it reaches what it starts. */
  readonly isCleared: boolean
}

/** What a command has around it. */
export interface Context extends Surroundings {
  readonly state: ShellState
  readonly environment: EnvironmentChanges
  /** The command as it was written. */
  readonly source: string
  /** What the command reads, when that is known. */
  readonly input: Text
}

/** What the parts of the search need of each other: scripts hold commands, and commands run scripts. */
export interface Finder {
  readonly disk: Disk
  /** Keeps a run, or why the command cannot be judged. */
  found(one: VitestRun | Unknown): void
  /** Works through a text as a shell does; what it changes stays in `state`. */
  script(text: string, state: ShellState, surroundings: Surroundings): void
  /** The same for a script that is parsed already: a substitution. */
  parsed(script: ParsedScript, source: string, state: ShellState, surroundings: Surroundings): void
  /** What one simple command starts. */
  command(words: readonly Text[], context: Context): void
  /** The words that a shell makes of one. */
  expand(word: Word, state: ShellState): Text[]
  /** A path from the folder the shell is in. */
  resolve(state: ShellState, path: Text): Text
}
