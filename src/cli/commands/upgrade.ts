import { statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { isCassetteError } from '../../errors/is-cassette-error.ts'
import { formatVersion } from '../../format/document.ts'
import { wrongSays } from '../../format/layout/wrong-says.ts'
import { size } from '../../show/shown-facts.ts'
import { readCassetteFile, readWholeCassette, saveCassette } from '../../store/cassette-file.ts'
import { listCassettes } from '../../store/list-cassettes.ts'
import { withLock } from '../../store/lock.ts'
import { journalFolder, lockPath, shownPath, type StoreFolders } from '../../store/paths.ts'
import { counted } from '../../util/counts.ts'
import type { CliCommand } from '../command.ts'
import { titleOf } from '../find-cassettes.ts'
import { projectSettings } from '../project-settings.ts'

/** Writes cassettes of an older version again, in the newest one. */
export const upgrade: CliCommand = {
  usage: 'upgrade [test]',
  summary: 'write all cassettes of an older version again, or those of a test: its name, its file, or a path',
  declare: (command) =>
    command.option('--dry-run', 'list them, and write nothing').option('--json', 'print the result as JSON'),

  async run([name], options, terminal) {
    const isDryRun = options['dryRun'] === true
    const rows = (await projectSettings(terminal.cwd)).flatMap((settings) =>
      listCassettes(settings).flatMap((path) => rowOf(path, settings, { name, cwd: terminal.cwd, isDryRun })),
    )
    if (rows.length === 0 && name !== undefined)
      throw new CassetteConfigError(`No cassette is of a test named "${name}".\n\n  See them: npx vitest-cassette list`)
    const result = {
      cassettes: rows.length,
      upgraded: rows.filter(({ version }) => version !== undefined),
      unreadable: rows.filter(({ reason }) => reason !== undefined),
      isDryRun,
    }
    terminal.print(options['json'] === true ? JSON.stringify(result, null, 2) : page(result))
    return result.unreadable.length === 0 ? 0 : 1
  },
}

/** A cassette that the command has looked at. */
interface Row {
  /** Path relative to the root. */
  readonly file: string
  /** The version of the file, if it is or would be written again. */
  readonly version?: number
  /** Size of the file, in bytes. */
  readonly before?: number
  /** Size of the new file; absent in a dry run. */
  readonly after?: number
  /** Why it cannot be read. */
  readonly reason?: string
}

interface Asked {
  readonly name: string | undefined
  readonly cwd: string
  readonly isDryRun: boolean
}

/** An empty list when the name is that of another test. */
function rowOf(path: string, folders: StoreFolders, { name, cwd, isDryRun }: Asked): Row[] {
  const file = shownPath(folders.root, path)
  const isNamed = name === undefined || resolve(cwd, name) === path || file.includes(name)
  try {
    const parsed = readCassetteFile(path, file)
    if (parsed === undefined || !(isNamed || titleOf(parsed.document.test).includes(name))) return []
    const { version } = parsed.document
    if (version === formatVersion && wrongSays(parsed).length === 0) return [{ file }]
    const before = statSync(path).size
    if (isDryRun) return [{ file, version, before }]
    write(path, folders)
    return [{ file, version, before, after: statSync(path).size }]
  } catch (error) {
    if (!isCassetteError(error, 'CASSETTE_FORMAT')) throw error
    const { at, reason } = error.fields
    return isNamed ? [{ file, reason: [at, reason].filter(Boolean).join('   ') }] : []
  }
}

/** Another run may have written the cassette in the meantime, so it is read again under its lock. */
function write(path: string, folders: StoreFolders): void {
  const inside = relative(join(folders.root, folders.dir), dirname(path))
  withLock(lockPath(journalFolder(folders, join(folders.root, inside)), path), () => {
    const document = readWholeCassette(path, shownPath(folders.root, path))
    if (document !== undefined) saveCassette(path, document.test, document.interactions)
  })
}

interface Result {
  readonly cassettes: number
  readonly upgraded: readonly Row[]
  readonly unreadable: readonly Row[]
  readonly isDryRun: boolean
}

function page({ cassettes, upgraded, unreadable, isDryRun }: Result): string {
  const verb = isDryRun ? 'to upgrade' : 'upgraded'
  const count = `${counted(cassettes, 'cassette')}, ${upgraded.length} ${verb}`
  return [
    ...upgraded.map(
      ({ file, version, before = 0, after }) =>
        ` ${isDryRun ? '·' : '✓'} ${file}\n     version ${version}, ${size(before)}${after === undefined ? '' : ` → ${size(after)}`}`,
    ),
    ...unreadable.map(({ file, reason }) => ` ✗ ${file}\n     ${reason}`),
    ` ${count}${unreadable.length === 0 ? '' : `, ${unreadable.length} not readable`}`,
    ...(isDryRun && upgraded.length > 0 ? [' Write them: npx vitest-cassette upgrade'] : []),
  ].join('\n\n')
}
