import type { Interaction } from '../../cassette/interaction.ts'
import { isCassetteError } from '../../errors/is-cassette-error.ts'
import { wrongSays } from '../../format/layout/wrong-says.ts'
import { countBare, kindOf } from '../../redact/placeholder.ts'
import { credentialsOf } from '../../redact/recognize/environment-credentials.ts'
import { SecretMemory } from '../../redact/secret-memory.ts'
import { attachBodies } from '../../store/bodies/detached-bodies.ts'
import { readCassetteFile, saveCassette } from '../../store/cassette-file.ts'
import { withLock } from '../../store/lock.ts'
import { lockOf, shownPath, type StoreFolders } from '../../store/paths.ts'
import { chosenCassettes } from '../chosen-cassettes.ts'
import type { CliCommand } from '../command.ts'
import { projectRedaction, type ProjectRedaction } from '../project-redaction.ts'
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
      const redactionOf = await projectRedaction(settings, terminal.environment)
      const known = credentialsOf(terminal.environment).map(([name]) => kindOf(name))
      for (const path of paths) {
        total += 1
        const shown = shownPath(settings.root, path)
        const { result, interactions = [] } = redactFile(path, settings, redactionOf)
        const bare = interactions.reduce((sum, interaction) => sum + countBare(interaction, known), 0)
        if (result === 'changed') changed += 1
        if (result === 'changed' || (result === 'unchanged' && bare > 0))
          lines.push(
            [` ${result === 'changed' ? '✓' : '·'} ${shown}`, ...(bare > 0 ? [bareText(bare)] : [])].join('\n'),
          )
        else if (result !== 'unchanged') {
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

function bareText(count: number): string {
  return `     ${counted(count, 'placeholder')} of the older form: the values are no longer known, so every value matches there.\n     Record the test again to make them count.`
}

interface Redacted {
  /** `changed`, `unchanged`, or why the file cannot be read. */
  readonly result: string
  readonly interactions?: readonly Interaction[]
}

/** Rewrites a cassette, or says why it cannot be read. */
function redactFile(path: string, folders: StoreFolders, redactionOf: ProjectRedaction): Redacted {
  try {
    return withLock(lockOf(folders, path), () => {
      const shown = shownPath(folders.root, path)
      const file = readCassetteFile(path, shown)
      if (file === undefined) return { result: 'unchanged', interactions: [] }
      const { test, interactions: stored } = file.document
      const interactions = attachBodies(path, stored, shown)
      const redacted = redactAll(interactions, redactionOf)
      const isSame = redacted.every((interaction, at) => interaction === interactions[at])
      // A `says` that differs from its body may hold a secret that the body does not hold.
      if (isSame && wrongSays(file).length === 0) return { result: 'unchanged', interactions }
      saveCassette(path, test, redacted)
      return { result: 'changed', interactions: redacted }
    })
  } catch (error) {
    if (isCassetteError(error, 'CASSETTE_FORMAT'))
      return { result: [error.fields.at, error.fields.reason].filter(Boolean).join('   ') }
    throw error
  }
}

/** What a later interaction tells to be secret goes out of the earlier ones too. */
function redactAll(interactions: readonly Interaction[], redactionOf: ProjectRedaction): readonly Interaction[] {
  const memory = new SecretMemory()
  for (const interaction of interactions) memory.learn(interaction)
  const { interaction: redactOne } = redactionOf(memory)
  const once = interactions.map(redactOne)
  return memory.size === 0 ? once : once.map(redactOne)
}
