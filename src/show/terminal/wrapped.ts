import { cellsOf, firstCells } from '../../errors/pages/cells.ts'
import { visible } from '../../errors/pages/visible.ts'

/**
 * The lines of a text, broken between words. Recorded text is hostile: characters that could steer a terminal are written
 * out.
 *
 * @param cells of a line.
 */
export function wrapped(text: string, cells: number): string[] {
  return text.split(/\r\n|\n/).flatMap((line) => wrapLine(visible(line).trimEnd(), cells))
}

function wrapLine(line: string, cells: number): string[] {
  const lines: string[] = []
  let rest = line
  while (cellsOf(rest) > cells) {
    const start = firstCells(rest, cells)
    const space = rest[start.length] === ' ' ? start.length : start.lastIndexOf(' ')
    // A word that fills more than half of a line is broken.
    const end = space > start.length / 2 ? space : Math.max(1, start.length)
    lines.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return [...lines, rest]
}

/** The first lines, and a line that counts the others. */
export function folded(lines: readonly string[], most: number): string[] {
  // A line more is better than a line about it.
  if (lines.length <= most + 1) return [...lines]
  return [...lines.slice(0, most), `… ${lines.length - most} more lines`]
}
