import { diffLines } from 'diff'
import { counted } from '../../util/counts.ts'
import { shownPath } from '../../store/paths.ts'
import type { Advice, Change } from './init-step.ts'

/** Most lines that a page shows of a change. */
const most = 14
const width = 80

/** A change, as a block of a page: what is added and what is removed. */
export function changeBlock({ path, why, before = '', after }: Change, folder: string): string {
  const lines = diffLines(before, after, { ignoreNewlineAtEof: true }).flatMap(({ added, removed, value }) =>
    added || removed
      ? value
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => shortened(`   ${added ? '+' : '-'} ${line}`.trimEnd()))
      : [],
  )
  const more = lines.length - most
  return [
    ` ${shownPath(folder, path)}: ${why}`,
    ...lines.slice(0, more > 1 ? most : lines.length),
    ...(more > 1 ? [`   and ${counted(more, 'line')} more`] : []),
  ].join('\n')
}

/** A line of prose may be longer than a terminal is wide. */
function shortened(line: string): string {
  return line.length > width ? `${line.slice(0, width - 1)}…` : line
}

/** What the user must do, as a block of a page. */
export function adviceBlock({ advice }: Advice): string {
  return advice.map((line) => ` ${line}`).join('\n')
}
