import type { CallPageFields } from '../../../errors/pages/call-page.ts'
import { suggestionRows, type Suggestion } from '../../../errors/pages/suggestion-lines.ts'
import { quotedPath } from '../../../util/quoted-path.ts'
import { counted } from '../../../util/counts.ts'
import { causeOf, type Cause } from './cause-of.ts'
import type { Failure, FailureGroup, Way } from './failure-group.ts'
import { recordCommand } from './record-command.ts'

/**
 * Groups the failures of a run by their causes, in the order of the first failure of each.
 *
 * @param isWhole the run had no filter, so that a command without any runs the same tests.
 */
export function groupFailures(failures: readonly Failure[], isWhole: boolean): FailureGroup[] {
  const groups = new Map<string, { readonly cause: Cause; readonly failures: Failure[] }>()
  for (const failure of failures) {
    const cause = causeOf(failure)
    const group = groups.get(cause.key) ?? { cause, failures: [] }
    groups.set(cause.key, group)
    group.failures.push(failure)
  }
  const all = [...groups.values()]
  const last = all.findLast(({ cause }) => cause.more !== undefined)
  return all.map((group) => ({
    title: titleOf(group.cause, group.failures),
    difference: group.cause.difference ?? [],
    failures: group.failures,
    // What helps all of these groups is said once.
    ways: [...waysOf(group.cause, group.failures, failures, isWhole), ...(group === last ? moreOf(group) : [])],
  }))
}

function titleOf({ says, isOfService }: Cause, failures: readonly Failure[]): string {
  const { length } = failures
  if (typeof says === 'string') return length === 1 ? says : `${counted(length, 'test')}: ${says}`
  return `${counted(length, 'test')} ${length === 1 ? says[0] : says[1]}${isOfService ? serviceOf(failures) : ''}`
}

/** The provider and the model, where all failures have the same. */
function serviceOf(failures: readonly Failure[]): string {
  const names = new Set(failures.map((failure) => /^[^,:(]*/.exec(callOf(failure)?.asked.text ?? '')?.[0]))
  const [name] = names
  return names.size === 1 && name ? ` (${name})` : ''
}

function waysOf({ way }: Cause, failures: readonly Failure[], all: readonly Failure[], isWhole: boolean): Way[] {
  if (way === undefined) return []
  if ('line' in way) return [way]
  const when = way.when.replace('{them}', failures.length === 1 ? 'it' : 'them').replace('{calls}', callsOf(failures))
  const isBare = way.isWhole === true && isWhole && failures.length === all.length
  return [
    ...sidesOf(failures),
    ...commonSuggestions(failures),
    { when, line: recordCommand(failures, all, { mode: way.mode, isBare }) },
  ]
}

/** The command finds the config in the folder in which it is started. */
function moreOf({ cause: { more = [] }, failures }: { cause: Cause; failures: readonly Failure[] }): readonly Way[] {
  return failures.every(({ settings }) => settings.flags.length === 0) ? more : []
}

/** The commands that end the merge conflicts of cassettes. */
function sidesOf(failures: readonly Failure[]): Way[] {
  const paths = failures.flatMap(({ error }) =>
    error !== 'no-key' && error.code === 'CASSETTE_FORMAT' ? (error.fields.file ?? error.fields.path) : [],
  )
  if (paths.length === 0) return []
  const files = [...new Set(paths)].map(quotedPath).join(' ')
  return [
    { when: 'Take this side of the merge:', line: `git checkout --ours -- ${files}` },
    { when: 'Or the other side:', line: `git checkout --theirs -- ${files}` },
  ]
}

/** The number of live calls of a recording: those that follow a miss in its cassette may differ as well. */
function callsOf(failures: readonly Failure[]): string {
  const counts = failures.map((failure) => {
    const { interactions = 0, played = 0 } = callOf(failure) ?? {}
    return Math.max(1, interactions - played)
  })
  const total = counts.reduce((sum, count) => sum + count, 0)
  return `about ${counted(total, 'live call')}`
}

/** The suggestions that all failures of a group have, beside the one to record. */
function commonSuggestions(failures: readonly Failure[]): Way[] {
  const [first = [], ...others] = failures.map((failure) => callOf(failure)?.suggestions ?? [])
  const isCommon = (one: Suggestion): boolean =>
    others.every((list) => list.some((other) => JSON.stringify(other) === JSON.stringify(one)))
  return suggestionRows(
    first.filter((one) => one.suggestion !== 'record' && isCommon(one)),
    { reason: '', command: '' },
  )
}

/** The facts of a request without an answer. */
function callOf({ error }: Failure): CallPageFields | undefined {
  return error !== 'no-key' && (error.code === 'CASSETTE_MISS' || error.code === 'CASSETTE_EXHAUSTED')
    ? error.fields
    : undefined
}
