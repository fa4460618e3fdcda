import { parse, type ParsedScript, type Word } from 'unbash'
import type { Disk } from './disk.ts'
import { expandWord } from './expand-word.ts'
import type { Context, Finder, FunctionBody, Surroundings } from './finder.ts'
import { couldStartVitest, scriptsThatStartVitest } from './could-start-vitest.ts'
import { runCommand } from './run-command.ts'
import { copyOf, newState, type ShellFunction, type ShellState, type Text } from './state.ts'
import type { Unknown, VitestRun } from './vitest-run.ts'
import { ScriptWalk } from './walk-script.ts'

/** Most levels of scripts that call each other. */
const maxDepth = 12

/**
 * All runs of Vitest that a shell command would start, at any depth: in lists, pipes, subshells, substitutions, `bash -c`,
 * wrappers such as `env`, package scripts and script files. Text that no shell runs (quoted words, here-documents) does
 * not count.
 */
export function findRuns(command: string, folder: string, disk: Disk): Array<VitestRun | Unknown> {
  const search = new Search(command, folder, disk)
  search.script(command, newState(folder), { depth: 0, isCleared: false, text: '' })
  search.end()
  return search.all
}

class Search implements Finder {
  readonly disk: Disk
  readonly #command: string
  readonly #folder: string
  readonly #found = new Map<string, VitestRun | Unknown>()
  readonly #uncalled = new Map<ShellFunction, () => void>()
  #scripts: ReadonlySet<string> | undefined

  constructor(command: string, folder: string, disk: Disk) {
    this.#command = command
    this.#folder = folder
    this.disk = disk
  }

  get all(): Array<VitestRun | Unknown> {
    return [...this.#found.values()]
  }

  get count(): number {
    return this.#found.size
  }

  found(run: VitestRun | Unknown): void {
    const key = 'unknown' in run ? run.unknown : JSON.stringify({ ...run, environment: [...run.environment] })
    this.#found.set(key, run)
  }

  unknown(reason: string, known: string, state?: ShellState): void {
    const paths = state === undefined ? [] : known.split(/[\s"'`$()<>|;&]+/)
    const texts = paths.map((path) => (path === '' || state === undefined ? '' : (this.read(state, path) ?? '')))
    if ([known, ...texts].some((text) => this.couldStartVitest(text))) this.found({ unknown: reason })
  }

  unknownScript(reason: string, name?: string): void {
    const scripts = this.#scriptsThatStartVitest()
    if (name === undefined ? scripts.size > 0 : scripts.has(name)) this.found({ unknown: reason })
  }

  couldStartVitest(text: string): boolean {
    return couldStartVitest(text, () => this.#scriptsThatStartVitest())
  }

  script(text: string, state: ShellState, surroundings: Surroundings): void {
    if (surroundings.depth > maxDepth) return this.found({ unknown: 'its scripts call each other endlessly' })
    this.parsed(parse(text), text, state, { ...surroundings, text: `${surroundings.text}\n${text}` })
  }

  parsed(script: ParsedScript, source: string, state: ShellState, surroundings: Surroundings): void {
    const [error] = script.errors ?? []
    if (error !== undefined) {
      const unknown = `no shell can parse it: ${error.message}`
      // An inner script matters only when it could start Vitest.
      if (surroundings.depth === 0) this.found({ unknown })
      else this.unknown(unknown, source)
    }
    new ScriptWalk(this, script.source ?? source, surroundings).list(script.commands, state)
  }

  maybeScript(text: string, context: Context): void {
    const parsed = parse(text)
    if ((parsed.errors ?? []).length > 0 || !this.couldStartVitest(text) || context.depth > maxDepth) return
    this.parsed(parsed, text, copyOf(context.state), { ...context, depth: context.depth + 1 })
  }

  define(body: FunctionBody, state: ShellState, isOwn: boolean): ShellFunction {
    let isRunning = false
    const defined: ShellFunction = (args, caller) => {
      this.#uncalled.delete(defined)
      // A recursive call starts nothing new.
      if (isRunning) return
      isRunning = true
      body(args, caller)
      isRunning = false
    }
    const own = copyOf(state)
    if (isOwn) this.#uncalled.set(defined, () => body(undefined, own))
    return defined
  }

  /** Walks functions that the command never calls: code outside the command may call them. */
  end(): void {
    for (const walk of this.#uncalled.values()) walk()
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

  read(state: ShellState, path: Text): Text {
    const resolved = this.resolve(state, path)
    // The command itself writes the file, so its present content does not count.
    return resolved === undefined || path === undefined || this.isWritten(path) ? undefined : this.disk.read(resolved)
  }

  isWritten(path: string): boolean {
    const name = path.split('/').at(-1) ?? ''
    return this.#command
      .split(/>|\btee\b/)
      .slice(1)
      .some((after) =>
        after
          .trimStart()
          .split(/[\s;&|]/, 1)[0]
          ?.includes(name),
      )
  }

  #scriptsThatStartVitest(): ReadonlySet<string> {
    return (this.#scripts ??= scriptsThatStartVitest(this.disk.packagesOf(this.#folder)))
  }
}
