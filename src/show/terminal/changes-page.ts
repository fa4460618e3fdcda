import { differenceLines } from '../../errors/pages/difference-lines.ts'
import { visible } from '../../errors/pages/visible.ts'
import { showDifferences } from '../../match/nearest/shown-differences.ts'
import { counted } from '../../util/counts.ts'
import type { CallChange, ConversationChanges } from '../compare/compare-conversations.ts'
import type { PageStyle } from './conversation-page.ts'
import { wrapped } from './wrapped.ts'
import type { ShownCall } from '../model/conversation.ts'

/** Two versions of a conversation, compared. */
export interface ComparedTest {
  readonly title: string
  /** The other test, where two tests are compared. */
  readonly other?: string
  readonly changes: ConversationChanges
}

/** The changes of conversations for a terminal, those with other answers first. */
export function changesPage(tests: readonly ComparedTest[], style: PageStyle): string {
  const changed = tests.filter(({ changes }) => changes.calls.length > 0)
  const same = tests.length - changed.length
  const sorted = changed.toSorted((a, b) => Number(hasNewAnswer(b)) - Number(hasNewAnswer(a)))
  const answers = changed.filter(hasNewAnswer).length
  const counts = [
    ...(answers > 0 ? [`${counted(answers, 'test')} with other answers`] : []),
    ...(changed.length > answers ? [`${counted(changed.length - answers, 'test')} with other calls only`] : []),
    ...(same > 0 ? [`${counted(same, 'test')} the same`] : []),
  ]
  return [...sorted.map((one) => testBlock(one, style)), ` ${counts.join(', ') || 'nothing to compare'}`].join('\n\n')
}

function hasNewAnswer({ changes }: ComparedTest): boolean {
  return changes.calls.some(({ answer }) => answer.length > 0)
}

function testBlock({ title, other, changes: { calls, same } }: ComparedTest, style: PageStyle): string {
  return [
    [title, ...(other === undefined ? [] : [`→ ${other}`])]
      .flatMap((line) => wrapped(line, style.width - 1))
      .map((line) => ` ${style.paint('bold', line)}`)
      .join('\n'),
    ...calls.map((change) => callBlock(change, style)),
    ...(same > 0 ? [`  ${counted(same, 'call')} the same`] : []),
  ].join('\n\n')
}

function callBlock({ before, after, answer, request }: CallChange, style: PageStyle): string {
  if (before === undefined || after === undefined) {
    const one = (after ?? before)!
    return `  ${style.paint('cyan', headOf(one))}   ${after === undefined ? 'is dropped' : 'is new'}\n    ${visible(one.summary)}`
  }
  const moved = before.position === after.position ? '' : ` (was #${before.position})`
  return [
    `  ${style.paint('cyan', `${headOf(after)}${moved}`)}`,
    ...(answer.length === 0
      ? []
      : ['  answer', differenceLines(showDifferences(answer, true).differences, answer.length)]),
    ...(request.length === 0
      ? []
      : ['  request', differenceLines(showDifferences(request, true).differences, request.length)]),
  ].join('\n')
}

function headOf({ position, service, lane }: ShownCall): string {
  return visible(`#${position} ${service}${lane === 'main' ? '' : `, lane ${lane}`}`)
}
