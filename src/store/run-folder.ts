import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ignoreInGit } from './ignore-in-git.ts'
import { runsFolder, workPath } from './paths.ts'
import { writeFileAtomic } from './write-file.ts'

/** Runs whose folders are kept. */
const keptRuns = 10
/** Milliseconds after which a run without a `run.json` is no longer taken for one that goes on. */
const longestRun = 24 * 60 * 60 * 1000

/**
 * Writes the action log of one attempt of one test, whole, to a file that nobody else writes: `<test>.jsonl`, and for
 * further attempts, or other projects with the same test, `<test>.2.jsonl` and so on.
 *
 * @param folder absolute.
 * @param name of the cassette, without extension.
 * @throws the system's error.
 */
export function writeActionLog(root: string, folder: string, name: string, lines: readonly object[]): void {
  prepare(root, folder)
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  writeNew((count) => join(folder, `${name}${count === 1 ? '' : `.${count}`}.jsonl`), text)
}

/**
 * Writes lines that quote what was asked, to a file that nobody else writes: `<name>.txt`, `<name>.2.txt` and so on.
 *
 * @param folder absolute.
 * @returns the absolute path.
 * @throws the system's error.
 */
export function writeQuotes(root: string, folder: string, name: string, lines: readonly string[]): string {
  prepare(root, folder)
  return writeNew((count) => join(folder, `${name}${count === 1 ? '' : `.${count}`}.txt`), `${lines.join('\n')}\n`)
}

/** Lines that a run has put aside; none when the run was on another machine, or long ago. */
export function readQuotes(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n')
  } catch {
    return []
  }
}

/** When a run began and ended, in ISO 8601. */
interface RunTimes {
  readonly startedAt: string
  readonly finishedAt: string
}

/**
 * Writes `run.json`. One that another run with the same id wrote is replaced if it ended before this one began; else
 * they ran at the same time, and this one gets a name of its own (`run-2.json`).
 *
 * @returns the absolute path.
 * @throws the system's error.
 */
export function writeRunFile(root: string, runId: string, run: RunTimes, own: string | undefined): string {
  const folder = join(runsFolder(root), runId)
  prepare(root, folder)
  const text = `${JSON.stringify(run, null, 2)}\n`
  const first = join(folder, 'run.json')
  const replaced = own ?? (endOf(first) <= run.startedAt ? first : undefined)
  if (replaced === undefined)
    return writeNew((count) => join(folder, count === 1 ? 'run.json' : `run-${count}.json`), text)
  writeFileAtomic(replaced, text)
  return replaced
}

/** Removes the folders of all but the last runs. What cannot be removed stays. */
export function removeOldRuns(root: string, current: string, now: number): void {
  const runs = list(runsFolder(root))
    .filter((name) => name !== current)
    .map((name) => ({ path: join(runsFolder(root), name), at: modified(join(runsFolder(root), name)) }))
    .toSorted((a, b) => b.at - a.at)
  for (const { path, at } of runs.slice(keptRuns - 1)) {
    // What a run that still goes on has kept is not taken from it.
    if (!list(path).includes('run.json') && now - at < longestRun) continue
    rmSync(path, { recursive: true, force: true, maxRetries: 1 })
  }
}

function prepare(root: string, folder: string): void {
  mkdirSync(folder, { recursive: true })
  ignoreInGit(workPath({ root }))
}

/** Writes to the first of the names that is not taken. */
function writeNew(pathOf: (count: number) => string, text: string): string {
  for (let count = 1; ; count++) {
    try {
      writeFileSync(pathOf(count), text, { flag: 'wx' })
      return pathOf(count)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** When the run of a `run.json` ended; later than any when there is none, so that the file is made and not replaced. */
function endOf(path: string): string {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as RunTimes).finishedAt
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? '~' : ''
  }
}

function modified(path: string): number {
  const times = [path, join(path, 'run.json')].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  return Math.max(...times)
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
