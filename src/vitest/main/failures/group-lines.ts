import { styleText } from 'node:util'
import { shownPath } from '../../../store/paths.ts'
import { number } from '../../../util/counts.ts'
import type { Failure, FailureGroup } from './failure-group.ts'

/** The most tests that are named one by one. */
const mostNames = 3
/** The most files that are named. */
const mostFiles = 6
const width = 80

/** Groups for a terminal, with a blank line before each. Colours only help: the signs say the same. */
export function groupLines(groups: readonly FailureGroup[]): string[] {
  return groups.flatMap((group) => (group.ways.length === 0 ? [] : ['', ...linesOf(group)]))
}

function linesOf(group: FailureGroup): string[] {
  const { title, difference, ways } = group
  const blocks = [
    difference.map((line) => (line === '' ? '' : `    ${coloured(line)}`)),
    inColumns(namesOf(group)).map((line) => `    ${line}`),
    ways.flatMap(({ when, line }) => [
      ...when.split('\n').map((part) => `    ${part.replace(/^ {2}/, '')}`),
      `      ${styleText('bold', line)}`,
    ]),
  ]
  return [`  ${title}`, ...blocks.flatMap((lines) => (lines.length === 0 ? [] : ['', ...lines]))]
}

/** A line of a difference: the text before in red, the text after in green. */
export function coloured(line: string): string {
  if (line.startsWith('- ')) return styleText('red', line)
  return line.startsWith('+ ') ? styleText('green', line) : line
}

/** The tests of a group: their names if they are few, else their files. */
export function namesOf({ failures }: FailureGroup): string[] {
  if (failures.length <= mostNames) return failures.map(nameOf)
  const counts = new Map<string, number>()
  for (const failure of failures) counts.set(fileOf(failure), (counts.get(fileOf(failure)) ?? 0) + 1)
  const files = [...counts].map(([file, count]) => `${file} (${number(count)})`)
  const more = files.length - mostFiles
  return more > 0 ? [...files.slice(0, mostFiles), `and ${number(more)} more files`] : files
}

/** Project, file and titles of a failed test. */
export function nameOf(failure: Failure): string {
  return [fileOf(failure), ...(failure.titles ?? [])].join(' > ')
}

function fileOf({ file, settings: { startedIn, project } }: Failure): string {
  return `${project === undefined ? '' : `[${project}] `}${shownPath(startedIn, file)}`
}

/** Puts texts side by side where they fit. */
function inColumns(texts: readonly string[]): string[] {
  const lines: string[] = []
  for (const text of texts) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 2 + text.length <= width - 4) lines[lines.length - 1] = `${last}  ${text}`
    else lines.push(text)
  }
  return lines
}
