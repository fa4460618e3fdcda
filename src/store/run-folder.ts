import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ignoreInGit } from './ignore-in-git.ts'
import { runsFolder, workPath } from './paths.ts'
import { writeFileAtomic } from './write-file.ts'

/** Number of run folders that are not removed. */
const mostRuns = 10
/** Milliseconds after which a run without a `run.json` counts as ended. */
const longestRun = 24 * 60 * 60 * 1000

/**
 * Writes the action log of one attempt of one test to a new file: `<test>.jsonl`, and for further attempts, or other
 * projects with the same test, `<test>.2.jsonl` and so on.
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
 * Writes lines that quote requests to a new file: `<name>.txt`, `<name>.2.txt` and so on.
 *
 * @param folder absolute.
 * @returns the absolute path.
 * @throws the system's error.
 */
export function writeQuotes(root: string, folder: string, name: string, lines: readonly string[]): string {
  prepare(root, folder)
  return writeNew((count) => join(folder, `${name}${count === 1 ? '' : `.${count}`}.txt`), `${lines.join('\n')}\n`)
}

/**
 * Writes the page of one attempt of one test to a new file: `<name>.html`, `<name>.2.html` and so on.
 *
 * @param folder absolute.
 * @returns the absolute path.
 * @throws the system's error.
 */
export function writeTestPage(root: string, folder: string, name: string, page: string): string {
  prepare(root, folder)
  return writeNew((count) => join(folder, `${name}${count === 1 ? '' : `.${count}`}.html`), page)
}

/** Lines that a run has written; empty when the run was on another machine, or its folder was removed. */
export function readQuotes(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n')
  } catch {
    return []
  }
}

/** Start and end of a run, in ISO 8601. */
interface RunTimes {
  readonly startedAt: string
  readonly finishedAt: string
}

/**
 * Writes `run.json`. It replaces the file of an earlier run with the same id. When the other run overlaps with this one,
 * this one gets another name (`run-2.json`).
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

/** Removes the folders of all but the last runs, as far as possible. */
export function removeOldRuns(root: string, current: string, now: number): void {
  const runs = list(runsFolder(root))
    .filter((name) => name !== current)
    .map((name) => ({ path: join(runsFolder(root), name), at: modified(join(runsFolder(root), name)) }))
    .toSorted((a, b) => b.at - a.at)
  for (const { path, at } of runs.slice(mostRuns - 1)) {
    // A run that still goes on needs its folder.
    if (!list(path).includes('run.json') && now - at < longestRun) continue
    rmSync(path, { recursive: true, force: true, maxRetries: 1 })
  }
}

function prepare(root: string, folder: string): void {
  mkdirSync(folder, { recursive: true })
  ignoreInGit(workPath({ root }))
}

/** Writes to the first path without a file. */
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

/** End of the run of a `run.json`; later than any time when there is no file, so that the file is created. */
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
