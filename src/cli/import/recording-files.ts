import { readdirSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'

/** Files in a folder that may hold a recording. */
const extensions = /\.(har|ya?ml|json|jsonl|responses)$/i

const skipped: ReadonlySet<string> = new Set(['node_modules', '.git', '.vitest-cassette'])

/** A file that the user named, or one of a folder that the user named. */
export interface ChosenFile {
  /** Absolute path. */
  readonly path: string
  /** Path relative to the working directory, with forward slashes. */
  readonly shown: string
  readonly isNamed: boolean
}

/**
 * The files of an import, in the order of their names.
 *
 * @throws CassetteConfigError when a named file does not exist.
 */
export function recordingFiles(names: readonly string[], cwd: string): ChosenFile[] {
  const files = names.flatMap((name) => {
    const path = resolve(cwd, name)
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined)
      throw new CassetteConfigError(
        `${name} does not exist.\n\n  Name the recordings of the other tool, or their folder.`,
      )
    return stats.isDirectory() ? filesIn(path, cwd) : [{ path, shown: shown(cwd, path), isNamed: true }]
  })
  const unique = new Map(files.map((file) => [file.path, file]))
  return [...unique.values()].sort((a, b) => inOrder.compare(a.shown, b.shown))
}

/** `2.json` stands before `10.json`: some tools number the requests of a test. */
const inOrder = new Intl.Collator('en', { numeric: true })

function filesIn(folder: string, cwd: string): ChosenFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesIn(path, cwd)
    return entry.isFile() && extensions.test(entry.name) ? [{ path, shown: shown(cwd, path), isNamed: false }] : []
  })
}

function shown(cwd: string, path: string): string {
  return relative(cwd, path).split(sep).join('/')
}
