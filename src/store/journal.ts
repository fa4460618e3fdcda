import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { Interaction } from '../cassette/interaction.ts'
import { findIssue } from '../format/find-issue.ts'
import { ignoreInGit } from './ignore-in-git.ts'
import { isRunning, ownerName, ownerPattern } from './owner.ts'
import { removeFile } from './write-file.ts'

/**
 * What a cassette recorded in this run, one finished interaction a line, appended at once: a killed process loses none.
 *
 * The name of the file says whose it is, and whether it refreshes: `<cassette>.<owner>-<random>.jsonl` or
 * `….refresh.jsonl`.
 */
export class Journal {
  /** Absolute path. The file is there after the first `append`. */
  readonly path: string
  readonly #folder: string
  readonly #root: string
  #isPrepared = false
  /** Bytes of the whole lines in the file. */
  #size = 0
  /** Something may stand behind them: half a line, as a full disk leaves it. */
  #isTorn = false
  /** Lines that are not in the file yet. */
  #pending: string[] = []

  /**
   * @param root the working folder, which gets a `.gitignore`.
   * @param folder the folder of this cassette's journals.
   * @param isRefresh what is in it replaces what the cassette holds; else it comes beside it.
   */
  constructor(root: string, folder: string, cassette: string, isRefresh = false) {
    this.#root = root
    this.#folder = folder
    const name = `${cassette}.${ownerName()}-${randomBytes(4).toString('hex')}`
    this.path = join(folder, `${name}${isRefresh ? '.refresh' : ''}.jsonl`)
  }

  /** Number of interactions that are not in the file. */
  get missing(): number {
    return this.#pending.length
  }

  /**
   * Appends a line, after those that could not be written before.
   *
   * @throws the system's error when it cannot be written.
   */
  append(interaction: Interaction): void {
    this.#pending.push(`${JSON.stringify(interaction)}\n`)
    this.#flush()
  }

  #flush(): void {
    if (this.#pending.length === 0) return
    if (!this.#isPrepared) this.#prepare()
    if (this.#isTorn && existsSync(this.path)) truncateSync(this.path, this.#size)
    const text = this.#pending.join('')
    this.#isTorn = true
    appendFileSync(this.path, text)
    this.#isTorn = false
    this.#size += Buffer.byteLength(text)
    this.#pending = []
  }

  #prepare(): void {
    mkdirSync(this.#folder, { recursive: true })
    ignoreInGit(this.#root)
    this.#isPrepared = true
  }

  remove(): void {
    removeFile(this.path)
  }
}

/** A journal that a process has left which no longer runs, with the finished interactions in it. */
export interface LeftJournal {
  readonly path: string
  readonly isRefresh: boolean
  readonly interactions: readonly Interaction[]
  /** Number of whole lines that are no interactions: another version wrote them, or something else did. */
  readonly refused: number
}

/** The journals of one cassette that nobody writes any more, the oldest first. */
export function leftJournals(folder: string, cassette: string): LeftJournal[] {
  return list(folder)
    .flatMap((name) => {
      const [, owner, refresh] =
        namePattern.exec(name.startsWith(`${cassette}.`) ? name.slice(cassette.length + 1) : '') ?? []
      if (owner === undefined || isRunning(owner)) return []
      const path = join(folder, name)
      return [{ path, isRefresh: refresh !== undefined, ...readJournal(path) }]
    })
    .sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1))
}

const namePattern = new RegExp(`(${ownerPattern.source})-[0-9a-f]{8}(\\.refresh)?\\.jsonl$`)

function startOf({ interactions, path }: LeftJournal): string {
  return `${interactions[0]?.recordedAt} ${path}`
}

/** None when there is no such folder. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** What follows the last line end was cut by the kill: it is not a finished interaction. */
function readJournal(path: string): Pick<LeftJournal, 'interactions' | 'refused'> {
  const lines = textOf(path)
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== '')
  const interactions = lines.flatMap((line) => readLine(line) ?? [])
  return { interactions, refused: lines.length - interactions.length }
}

function readLine(line: string): Interaction | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return findIssue('interaction', value) === undefined ? (value as Interaction) : undefined
  } catch {
    return undefined
  }
}

/**
 * Removes journals whose interactions are safe elsewhere. One with lines that cannot be read is put aside, where no run
 * takes it over again: they may have been paid for.
 *
 * @returns those that were put aside, with their new paths.
 */
export function removeJournals(journals: readonly LeftJournal[]): LeftJournal[] {
  return journals.flatMap((journal) => {
    const aside = journal.path.replace(/\.jsonl$/, '.unread')
    // Another run that took it over may have done so already.
    if (journal.refused === 0 || !existsSync(journal.path)) removeFile(journal.path)
    else renameSync(journal.path, aside)
    return journal.refused === 0 ? [] : [{ ...journal, path: aside }]
  })
}

/** Empty when another run that took it over has just removed it. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
