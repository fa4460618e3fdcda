import { moveCassette, writeOwner } from '../../store/rename/move-cassette.ts'
import { shownPath } from '../../store/paths.ts'
import { counted } from '../../util/counts.ts'
import { findObsolete } from '../../vitest/main/obsolete/find-obsolete.ts'
import { collectTests, skippedBlock } from '../collect-tests.ts'
import type { CliCommand } from '../command.ts'
import { findMoves, type Move } from '../rename/find-moves.ts'
import { moveBlocks } from '../rename/move-blocks.ts'
import { outdatedOwners, outdatedText, type OutdatedOwner } from '../rename/outdated-owners.ts'
import { testCassettes } from '../rename/test-cassettes.ts'

/** Gives the cassettes of renamed and moved tests to these tests. */
export const rename: CliCommand = {
  usage: 'rename',
  summary: 'give the cassettes of renamed and moved tests to these tests',
  declare: (command) =>
    command.option('--yes', 'rename them without asking').option('--dry-run', 'show the moves, and write nothing'),

  async run(_args, options, terminal) {
    const { result, errors } = await collectTests(terminal.cwd, (modules) => ({
      cassettes: testCassettes(modules),
      obsolete: findObsolete(modules).flatMap(({ paths }) => paths),
    }))
    const { cassettes, obsolete } = result
    const moves = await findMoves(terminal.cwd, cassettes, obsolete)
    const outdated = outdatedOwners(cassettes)
    const left = obsolete.length - moves.length
    terminal.print([...found(moves, outdated), ...skippedBlock(errors), ...leftBlock(left)].join('\n\n'))
    const count = moves.length + outdated.length
    if (count === 0) return left === 0 ? 0 : 1
    const isDryRun = options['dryRun'] === true
    if (isDryRun || !(options['yes'] === true || (await terminal.confirm?.('\n Rename? (y/N) ')))) {
      const isLast = isDryRun || terminal.confirm === undefined
      terminal.print(`\n Nothing was renamed.${isLast ? '\n\n Rename:\n     npx vitest-cassette rename --yes' : ''}`)
      return 1
    }
    for (const { from, to } of moves) moveCassette(to.settings, from, to.path, to.owner)
    for (const { settings, path, owner } of outdated) writeOwner(settings, path, owner)
    terminal.print(`\n ✓ ${counted(count, 'cassette')} renamed`)
    return left === 0 ? 0 : 1
  },
}

function found(moves: readonly Move[], outdated: readonly OutdatedOwner[]): string[] {
  const count = moves.length + outdated.length
  return [
    count === 0 ? ' no cassettes to rename' : ` ${counted(count, 'cassette')} to rename`,
    ...moveBlocks(moves),
    ...outdated.map(
      ({ settings, path, outdated: name }) => ` ${shownPath(settings.root, path)}\n   ${outdatedText(name)}`,
    ),
  ]
}

function leftBlock(count: number): string[] {
  if (count <= 0) return []
  const [noun, verb] = count === 1 ? ['cassette', 'has'] : ['cassettes', 'have']
  return [` ${count} obsolete ${noun} ${verb} no test that asks the same: npx vitest-cassette prune`]
}
