import { basename, dirname, join, relative, sep } from 'node:path'

/** Folders of a project's cassettes and working files. */
export interface StoreFolders {
  /** Absolute root of the Vitest project. */
  readonly root: string
  /** Folder of the cassettes, relative to the root. */
  readonly dir: string
  /** Id of the run, which names its folder. */
  readonly runId: string
}

/**
 * Name of the cassette for traffic outside the tests of a file (`beforeAll`, import-time). Names of tests never start with
 * a bracket.
 */
export const fileCassette = '[file]'

/** Working files: journals and folders of runs. Git ignores them. */
const workFolder = '.vitest-cassette'

/** Path of a file relative to the root, with forward slashes and without `..`, so that it stays inside any folder. */
export function insidePath(root: string, file: string): string {
  return relative(root, file)
    .split(sep)
    .map((part) => (part === '..' ? '__' : part.replaceAll(':', '_')))
    .join('/')
}

/** Folder of the cassettes of one test file. */
export function cassetteFolder({ root, dir }: StoreFolders, testFile: string): string {
  return join(root, dir, insidePath(root, testFile))
}

/** Folder of the journals of one test file. Its path is like that of the cassettes. */
export function journalFolder({ root }: StoreFolders, testFile: string): string {
  return join(root, workFolder, 'journals', insidePath(root, testFile))
}

/**
 * The lock of one cassette. It is held to write the cassette, or to read it with its side files.
 *
 * @param journals folder of its journals.
 * @param path of the cassette.
 */
export function lockPath(journals: string, path: string): string {
  return join(journals, `${basename(path, '.json')}.lock`)
}

/** The lock of a cassette of the project. */
export function lockOf(folders: StoreFolders, path: string): string {
  const inside = relative(join(folders.root, folders.dir), dirname(path))
  return lockPath(journalFolder(folders, join(folders.root, inside)), path)
}

/** Folder with the folders of all runs. */
export function runsFolder(root: string): string {
  return join(root, workFolder, 'runs')
}

/** Folder of one test file in this run, for action logs and failed recordings. */
export function fileRunFolder({ root, runId }: StoreFolders, testFile: string): string {
  return join(runsFolder(root), runId, insidePath(root, testFile))
}

/** The ledger of a run, which all workers append to. */
export function budgetLedger(root: string, runId: string): string {
  return join(runsFolder(root), runId, 'budget')
}

/** The working folder. */
export function workPath({ root }: Pick<StoreFolders, 'root'>): string {
  return join(root, workFolder)
}

/** A path in the form for people: relative to the root, with forward slashes. */
export function shownPath(root: string, path: string): string {
  return relative(root, path).split(sep).join('/')
}
