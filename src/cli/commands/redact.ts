import { dirname, join, relative } from 'node:path'
import { isCassetteError } from '../../errors/is-cassette-error.ts'
import type { Redaction } from '../../redact/redaction.ts'
import { readWholeCassette, saveCassette } from '../../store/cassette-file.ts'
import { withLock } from '../../store/lock.ts'
import { journalFolder, lockPath, shownPath, type StoreFolders } from '../../store/paths.ts'
import { chosenCassettes } from '../chosen-cassettes.ts'
import type { CliCommand } from '../command.ts'
import { projectRedaction } from '../project-redaction.ts'
import { counted } from '../../util/counts.ts'

/** Applies today's redaction to cassettes. */
export const redact: CliCommand = {
  usage: 'redact [files...]',
  summary: "redact all cassettes, or these, with today's settings",

  async run(args, _options, terminal) {
    const lines: string[] = []
    let total = 0
    let changed = 0
    let broken = 0
    for (const { settings, paths } of await chosenCassettes(args, terminal)) {
      const redaction = await projectRedaction(settings, terminal.environment)
      for (const path of paths) {
        total += 1
        const shown = shownPath(settings.root, path)
        const result = redactFile(path, settings, redaction)
        if (result === 'changed') {
          changed += 1
          lines.push(` ✓ ${shown}`)
        } else if (result !== 'unchanged') {
          broken += 1
          lines.push(` ✗ ${shown}\n     ${result}`)
        }
      }
    }
    lines.push(` ${counted(total, 'cassette')}, ${changed} redacted${broken === 0 ? '' : `, ${broken} not readable`}`)
    terminal.print(lines.join('\n\n'))
    return broken === 0 ? 0 : 1
  },
}

/** Rewrites a cassette. Returns `changed`, `unchanged`, or why the cassette cannot be read. */
function redactFile(path: string, folders: StoreFolders, redaction: Redaction): string {
  const inside = relative(join(folders.root, folders.dir), dirname(path))
  const lock = lockPath(journalFolder(folders, join(folders.root, inside)), path)
  try {
    return withLock(lock, () => {
      const document = readWholeCassette(path, shownPath(folders.root, path))
      const { test, interactions = [] } = document ?? {}
      const redacted = interactions.map(redaction.interaction)
      if (test === undefined || redacted.every((interaction, at) => interaction === interactions[at]))
        return 'unchanged'
      saveCassette(path, test, redacted)
      return 'changed'
    })
  } catch (error) {
    if (isCassetteError(error, 'CASSETTE_FORMAT'))
      return [error.fields.at, error.fields.reason].filter(Boolean).join('   ')
    throw error
  }
}
