import { basename, join } from 'node:path'
import { findObsolete } from '../../vitest/main/obsolete/find-obsolete.ts'
import { settingsOf } from '../../vitest/shared/settings-of.ts'
import { removeCassette } from '../../store/remove-cassette.ts'
import type { Obsolete } from '../../store/obsolete.ts'
import { collectTests, skippedBlock } from '../collect-tests.ts'
import type { CliCommand } from '../command.ts'
import { counted } from '../../util/counts.ts'

/** Lists the cassettes whose test no longer exists, and removes them with `--yes`. */
export const prune: CliCommand = {
  usage: 'prune',
  summary: 'list the cassettes whose test no longer exists; remove them with --yes',
  declare: (command) => command.option('--yes', 'remove them').option('--json', 'print the result as JSON'),

  async run(_args, options, terminal) {
    const { result, errors } = await collectTests(terminal.cwd, (modules) => ({
      obsolete: findObsolete(modules),
      tops: modules.flatMap((module) => {
        const settings = settingsOf(module)
        return settings === undefined ? [] : [join(settings.root, settings.dir)]
      }),
    }))
    const isRemoving = options['yes'] === true
    const paths = result.obsolete.flatMap((folder) => folder.paths)
    for (const path of isRemoving ? paths : []) removeCassette(path, topOf(path, result.tops))
    terminal.print(
      options['json'] === true
        ? JSON.stringify({ obsolete: result.obsolete.map(asJson), removed: isRemoving, errors }, null, 2)
        : page(result.obsolete, isRemoving, errors),
    )
    return paths.length === 0 || isRemoving ? 0 : 1
  },
}

/** The innermost cassette folder that holds a path: the folder of one project may be inside another's. */
function topOf(path: string, tops: readonly string[]): string {
  return tops.filter((top) => path.startsWith(top)).toSorted((a, b) => b.length - a.length)[0] ?? path
}

function asJson({ folder, paths }: Obsolete): object {
  return { folder, files: paths.map((path) => basename(path)) }
}

function page(obsolete: readonly Obsolete[], isRemoved: boolean, errors: readonly string[]): string {
  const count = obsolete.reduce((total, { paths }) => total + paths.length, 0)
  const blocks = obsolete.map(({ folder, paths }) =>
    [` ${folder}`, ...paths.map((path) => `     ${basename(path)}`)].join('\n'),
  )
  const head =
    count === 0 ? ' no obsolete cassettes' : ` ${counted(count, 'obsolete cassette')}${isRemoved ? ' removed' : ''}`
  const next = count === 0 || isRemoved ? [] : [' Remove them: npx vitest-cassette prune --yes']
  return [head, ...blocks, ...skippedBlock(errors), ...next].join('\n\n')
}
