import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Interaction } from '../core/interaction.ts'
import { findIssue } from '../format/check.ts'
import { removeFile } from './write-file.ts'

/**
 * What a cassette recorded in this run, one finished interaction a line, appended at once: a killed process loses none.
 *
 * The name of the file says whose it is: `<cassette>.<process id>-<random>.jsonl`.
 */
export class Journal {
  /** Absolute path. The file is there after the first `append`. */
  readonly path: string
  readonly #folder: string
  readonly #root: string
  #isPrepared = false
  /** The last line may be half written, as by a full disk: the next must not become a part of it. */
  #isTorn = false

  /**
   * @param root the working folder, which gets a `.gitignore`.
   * @param folder the folder of this cassette's journals.
   */
  constructor(root: string, folder: string, cassette: string) {
    this.#root = root
    this.#folder = folder
    this.path = join(folder, `${cassette}.${process.pid}-${randomBytes(4).toString('hex')}.jsonl`)
  }

  /** @throws the system's error when it cannot be written. */
  append(interaction: Interaction): void {
    if (!this.#isPrepared) this.#prepare()
    const start = this.#isTorn ? '\n' : ''
    this.#isTorn = true
    appendFileSync(this.path, `${start}${JSON.stringify(interaction)}\n`)
    this.#isTorn = false
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

/** Journals of one cassette that processes which no longer run have left, with the finished interactions in them. */
export function leftJournals(
  folder: string,
  cassette: string,
): Array<{ readonly path: string; readonly interactions: Interaction[] }> {
  return list(folder)
    .filter((name) => name.startsWith(`${cassette}.`) && !isOwned(join(folder, name), ownerOf(name, cassette)))
    .sort()
    .map((name) => ({ path: join(folder, name), interactions: readJournal(join(folder, name)) }))
}

/** None when there is no such folder. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** A line that was cut by the kill is not a finished interaction. */
function readJournal(path: string): Interaction[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        const value: unknown = JSON.parse(line)
        return findIssue('interaction', value) === undefined ? [value as Interaction] : []
      } catch {
        return []
      }
    })
}

function ownerOf(name: string, cassette: string): number | undefined {
  const owner = /^(\d+)-[0-9a-f]{8}\.jsonl$/.exec(basename(name).slice(cassette.length + 1))?.[1]
  return owner === undefined ? undefined : Number(owner)
}

/** Whether a running process still writes this journal. A name that is no journal's counts as owned: it is left alone. */
function isOwned(path: string, pid: number | undefined): boolean {
  if (pid === undefined) return true
  // In containers ids start anew: what is older than this process was written by another with its id.
  if (pid === process.pid) return statSync(path).mtimeMs >= Date.now() - process.uptime() * 1000
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether a process has ended and nobody has asked how, as happens in containers without an init. Linux only. */
function isZombie(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

function ignoreInGit(root: string): void {
  const path = join(root, '.gitignore')
  if (!existsSync(path)) writeFileSync(path, '*\n')
}
