import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReplayVariables } from '../../../cassette/replay-variables.ts'
import type { StoreFolders } from '../../../store/paths.ts'
import { writeFileAtomic } from '../../../store/write-file.ts'

/** The file stands beside the cassettes, because a fresh checkout needs it. Names that begin with a dot are often ignored. */
const fileName = 'environment.txt'

const head = `# Variables that a replay sets where they are not set. Recordings add to this list.
# NAME: a placeholder. NAME=value: this value. NAME=: nothing.
`

type Folders = Pick<StoreFolders, 'root' | 'dir'>

/**
 * Reads the variables that recordings have noted; `undefined` when there is no such file.
 *
 * @throws the system's error.
 */
export function readReplayVariables({ root, dir }: Folders): ReplayVariables | undefined {
  const path = join(root, dir, fileName)
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=')
      return at === -1 ? [line, null] : [line.slice(0, at), line.slice(at + 1)]
    }),
  )
}

/**
 * Adds variables to the file. Lines that stand there stay as they are, so a line that the user has changed keeps its value.
 *
 * @throws the system's error.
 */
export function addReplayVariables(folders: Folders, found: ReplayVariables): void {
  const known = readReplayVariables(folders) ?? {}
  if (Object.keys(found).every((name) => name in known)) return
  const lines = Object.entries({ ...found, ...known })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === null ? name : `${name}=${value}`))
  writeFileAtomic(join(folders.root, folders.dir, fileName), `${head}${lines.join('\n')}\n`)
}
