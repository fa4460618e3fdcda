import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { Interaction } from '../../cassette/interaction.ts'
import { findIssue } from '../../format/find-issue.ts'
import { ignoreInGit } from '../ignore-in-git.ts'
import { lazy } from '../../util/lazy.ts'
import { isRunning, ownerName, ownerPattern } from '../owner.ts'
import { removeFile } from '../write-file.ts'

/**
 * The interactions that a cassette recorded in this run, one a line. Each is appended as soon as it is finished, so a
 * killed process loses none.
 *
 * The name of the file holds its owner, and whether it refreshes: `<cassette>.<owner>-<random>.jsonl` or
 * `….refresh.jsonl`.
 */
export class Journal {
  /** Every test that replays has a journal, and needs no name for it. */
  readonly #path: () => string
  readonly #folder: string
  readonly #root: string
  #isPrepared = false
  /** Bytes of the complete lines in the file. */
  #size = 0
  /** The file may end with an incomplete line, as a full disk leaves it. */
  #isTorn = false
  /** Lines that are not in the file yet. */
  #pending: string[] = []

  /**
   * @param root the working folder, which gets a `.gitignore`.
   * @param folder the folder of this cassette's journals.
   * @param isRefresh its interactions replace those of the cassette; otherwise they are added.
   */
  constructor(root: string, folder: string, cassette: string, isRefresh = false) {
    this.#root = root
    this.#folder = folder
    this.#path = lazy(() => {
      const name = `${cassette}.${ownerName()}-${randomBytes(4).toString('hex')}`
      return join(folder, `${name}${isRefresh ? '.refresh' : ''}.jsonl`)
    })
  }

  /** Absolute path. The first `append` creates the file. */
  get path(): string {
    return this.#path()
  }

  /** Number of interactions that are not in the file. */
  get missing(): number {
    return this.#pending.length
  }

  /**
   * Appends a line after all lines that could not be written before.
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

/** A journal of a process that no longer runs, with its finished interactions. */
export interface LeftJournal {
  readonly path: string
  readonly isRefresh: boolean
  readonly interactions: readonly Interaction[]
  /** Number of complete lines that are not interactions, such as lines of another version. */
  readonly refused: number
}

/** The journals of one cassette whose processes no longer run, oldest first. */
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

/** Empty when there is no such folder. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Reads the complete lines. The kill may have cut the last line. */
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
 * Removes journals whose interactions are stored elsewhere. A journal with unreadable lines is renamed instead, so that no
 * run reads it again: the user may have paid for these lines.
 *
 * @returns the renamed journals, with their new paths.
 */
export function removeJournals(journals: readonly LeftJournal[]): LeftJournal[] {
  return journals.flatMap((journal) => {
    const aside = journal.path.replace(/\.jsonl$/, '.unread')
    // Another run may have renamed it already.
    if (journal.refused === 0 || !existsSync(journal.path)) removeFile(journal.path)
    else renameSync(journal.path, aside)
    return journal.refused === 0 ? [] : [{ ...journal, path: aside }]
  })
}

/** Empty when another run has just removed the file. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
