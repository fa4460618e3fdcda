import { basename, join, relative, sep } from 'node:path'

/** Where a project keeps its cassettes and its working files. */
export interface StoreFolders {
  /** Absolute root of the Vitest project. */
  readonly root: string
  /** Folder of the cassettes, relative to the root. */
  readonly dir: string
  /** Run id: names the folder for what the run leaves. */
  readonly runId: string
}

/**
 * Name of the cassette for traffic outside the tests of a file: `beforeAll`, import-time. No test's name starts with a
 * bracket.
 */
export const fileCassette = '[file]'

/** Working files: journals, and what runs have left. Git ignores them. */
const workFolder = '.vitest-cassette'

/** Path of a file relative to the root, with forward slashes; it never leaves the folder it is joined to. */
export function insidePath(root: string, file: string): string {
  return relative(root, file)
    .split(sep)
    .map((part) => (part === '..' ? '__' : part.replaceAll(':', '_')))
    .join('/')
}

/** Folder that holds the cassettes of one test file. */
export function cassetteFolder({ root, dir }: StoreFolders, testFile: string): string {
  return join(root, dir, insidePath(root, testFile))
}

/** Folder of the journals of one cassette's test file, in the same shape as the cassettes themselves. */
export function journalFolder({ root }: StoreFolders, testFile: string): string {
  return join(root, workFolder, 'journals', insidePath(root, testFile))
}

/**
 * The lock of one cassette: whoever writes it, or reads more than its one file, holds it.
 *
 * @param journals folder of its journals.
 * @param path of the cassette.
 */
export function lockPath(journals: string, path: string): string {
  return join(journals, `${basename(path, '.json')}.lock`)
}

/** Folder of all runs, below which each has its own. */
export function runsFolder(root: string): string {
  return join(root, workFolder, 'runs')
}

/** Folder for what one test file left in this run: action logs, and what its failing tests recorded. */
export function keptFolder({ root, runId }: StoreFolders, testFile: string): string {
  return join(runsFolder(root), runId, insidePath(root, testFile))
}

/** The file in which all workers of a run count what they spend. */
export function budgetLedger(root: string, runId: string): string {
  return join(runsFolder(root), runId, 'budget')
}

/** The working folder itself. */
export function workPath({ root }: Pick<StoreFolders, 'root'>): string {
  return join(root, workFolder)
}

/** A path as people see it: relative to the root, with forward slashes. */
export function shownPath(root: string, path: string): string {
  return relative(root, path).split(sep).join('/')
}
