import { readFileSync } from 'node:fs'
import { isCassetteFormatError } from '../../errors/cassette-format-error.ts'
import { parseCassette } from '../../format/parse.ts'
import type { Redaction } from '../../redact/redaction.ts'
import { saveCassette } from '../../store/cassette-file.ts'
import { shownPath } from '../../store/paths.ts'
import { chosenCassettes } from '../chosen-cassettes.ts'
import type { CliCommand } from '../command.ts'
import { projectRedaction } from '../project-redaction.ts'
import { amount } from '../words.ts'

/** Takes out of cassettes what today's redaction takes out of recordings. */
export const redact: CliCommand = {
  usage: 'redact [files...]',
  summary: 'redact all cassettes, or these, as today they would be recorded',

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
        const result = redactFile(path, shown, redaction)
        if (result === 'changed') {
          changed += 1
          lines.push(` ✓ ${shown}`)
        } else if (result !== 'unchanged') {
          broken += 1
          lines.push(` ✗ ${shown}\n     ${result}`)
        }
      }
    }
    lines.push(` ${amount(total, 'cassette')}, ${changed} redacted${broken === 0 ? '' : `, ${broken} not readable`}`)
    terminal.print(lines.join('\n\n'))
    return broken === 0 ? 0 : 1
  },
}

/** Rewrites a cassette, whole or not at all; or says why it cannot be read. */
function redactFile(path: string, shown: string, redaction: Redaction): string {
  try {
    const { test, interactions } = parseCassette(readFileSync(path, 'utf8'), shown)
    const redacted = interactions.map(redaction.interaction)
    if (redacted.every((interaction, at) => interaction === interactions[at])) return 'unchanged'
    saveCassette(path, test, redacted)
    return 'changed'
  } catch (error) {
    if (isCassetteFormatError(error)) return [error.fields.at, error.fields.reason].filter(Boolean).join('   ')
    throw error
  }
}
