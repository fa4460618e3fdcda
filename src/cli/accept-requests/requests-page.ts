import { differenceLines } from '../../errors/pages/difference-lines.ts'
import { beginning, ends, visible } from '../../errors/pages/visible.ts'
import type { RequestNote } from '../../store/requests/request-notes.ts'
import { counted } from '../../util/counts.ts'
import { countOf, groupChanges, titleOf, type ChangeGroup } from './group-changes.ts'
import { refusalText, type JudgedNotes } from './judge-notes.ts'

/** Most tests of one change, and most tests that have to be recorded. The page counts the others. */
const most = 10
/** Cells of the title of a test. */
const width = 66

/**
 * The changed requests of a run: those whose recorded answers can stay, then those that have to be recorded.
 *
 * @param record the command that records these.
 */
export function requestsPage(
  { accepted, refused }: JudgedNotes,
  { errors, record }: { readonly errors: readonly string[]; readonly record: string },
): string {
  const groups = groupChanges(accepted)
  const requests = groups.reduce((total, group) => total + countOf(group), 0)
  const blocks = [
    ...(requests === 0
      ? []
      : [
          ` ${counted(requests, 'changed request')} in ${counted(accepted.length, 'test')}. The recorded answers can stay:`,
        ]),
    ...groups.map(groupBlock),
    ...(refused.length === 0 ? [] : [` ${counted(refused.length, 'test')} to record:`]),
    ...refused.slice(0, most).map(refusedBlock),
    ...(refused.length > most ? [` and ${counted(refused.length - most, 'test')} more`] : []),
    ...(refused.length === 0 ? [] : [` Record ${refused.length === 1 ? 'it' : 'them'}:\n     ${record}`]),
    ...(errors.length === 0 ? [] : [[' These files did not run:', ...errors.map((one) => `     ${one}`)].join('\n')]),
  ]
  return blocks.length === 0 ? ' No request has changed.' : blocks.join('\n\n')
}

function groupBlock(group: ChangeGroup): string {
  const { service, differences, places, tests } = group
  const rows = tests
    .slice(0, most)
    .map(({ title, positions }) => `     ${shortTitle(title)}   ${positions.map((one) => `#${one}`).join(' ')}`)
  const more = tests.length > most ? [`     and ${counted(tests.length - most, 'test')} more`] : []
  return [
    ` ${visible(service) || 'wrapped function'}, ${counted(countOf(group), 'request')}:`,
    differenceLines(differences, places),
    [...rows, ...more].join('\n'),
  ].join('\n\n')
}

function refusedBlock(note: RequestNote): string {
  const reasons =
    note.refused.length > 0 ? note.refused.map(refusalText) : [`it fails with the old answers: ${note.failure}`]
  return [
    ` ✗ ${shortTitle(titleOf(note))}`,
    ...[...new Set(reasons)].map((reason) => `     ${beginning(visible(reason), 74)}`),
  ].join('\n')
}

function shortTitle(title: string): string {
  return ends(visible(title), width)
}
