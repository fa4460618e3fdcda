import { basename, dirname } from 'node:path'
import { shownPath } from '../../store/paths.ts'
import type { Move } from './find-moves.ts'

/** Moves, as blocks of a page: one for each pair of folders. */
export function moveBlocks(moves: readonly Move[]): string[] {
  const groups = Map.groupBy(moves, ({ from, to }) => `${dirname(from)}\0${dirname(to.path)}`)
  return [...groups.values()].map((group) => {
    const [{ from, to }] = group as [Move, ...Move[]]
    const [before, after] = [from, to.path].map((path) => shownPath(to.settings.root, dirname(path)))
    return [
      ` ${before}`,
      ...(after === before ? [] : [` → ${after}`]),
      ...group.flatMap((move) => namesOf(move).map((name) => `     ${name}`)),
    ].join('\n')
  })
}

function namesOf({ from, to }: Move): string[] {
  const [before, after] = [basename(from), basename(to.path)]
  return before === after ? [before] : [before, `→ ${after}`]
}
