import { parse, type ParsedScript, type Word } from 'unbash'
import type { Disk } from './disk.ts'
import { expandWord } from './expand-word.ts'
import type { Context, Finder, Surroundings } from './finder.ts'
import { runCommand } from './run-command.ts'
import type { ShellState, Text } from './state.ts'
import type { Unknown, VitestRun } from './vitest-run.ts'
import { ScriptWalk } from './walk-script.ts'

/** How deep scripts may call each other. */
const maxDepth = 12

/**
 * Every run of Vitest that a shell command would start, at any depth: lists, pipes, subshells, substitutions, `bash -c`,
 * wrappers such as `env`, and package scripts. Text that no shell runs (quoted words, here-documents) is none.
 */
export function findRuns(command: string, folder: string, disk: Disk): Array<VitestRun | Unknown> {
  const search = new Search(disk)
  search.script(command, { folder, variables: new Map(), exported: new Set() }, { depth: 0, isCleared: false })
  return search.all
}

class Search implements Finder {
  readonly all: Array<VitestRun | Unknown> = []
  readonly disk: Disk

  constructor(disk: Disk) {
    this.disk = disk
  }

  found(one: VitestRun | Unknown): void {
    this.all.push(one)
  }

  script(text: string, state: ShellState, surroundings: Surroundings): void {
    if (surroundings.depth > maxDepth) return this.found({ unknown: 'its scripts call each other without an end' })
    this.parsed(parse(text), text, state, surroundings)
  }

  parsed(script: ParsedScript, source: string, state: ShellState, surroundings: Surroundings): void {
    const [error] = script.errors ?? []
    if (error !== undefined) this.found({ unknown: `no shell can parse it: ${error.message}` })
    new ScriptWalk(this, script.source ?? source, surroundings).list(script.commands, state)
  }

  command(words: readonly Text[], context: Context): void {
    runCommand(this, words, context)
  }

  expand(word: Word, state: ShellState): Text[] {
    return expandWord(word, state, (glob, folder) => this.disk.expandGlob(glob, folder))
  }

  resolve(state: ShellState, path: Text): Text {
    return path === undefined || state.folder === undefined ? undefined : this.disk.resolve(state.folder, path)
  }
}
