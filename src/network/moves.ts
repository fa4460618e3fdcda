import type { Difference } from '../core/differences.ts'
import { differInDayOnly } from '../core/days.ts'
import type { Interaction } from '../core/interaction.ts'
import type { Nearest } from '../core/nearest.ts'
import type { Settings } from '../core/settings.ts'
import type { Move } from '../errors/moves.ts'
import { readyNames, readyNormalizers, type ReadyName } from '../normalize/ready.ts'
import type { Scope } from './scope.ts'

/** What can be done about a request that comes near a recorded one: only what would make the two one. */
export function missMoves({ differences }: Nearest, { lane, recordedAt }: Interaction, scope: Scope): Move[] {
  if (differences.length === 0) return [{ move: 'other-lane', lane }, { move: 'record' }]
  const isDay = differences.every((one) => isText(one) && differInDayOnly(one.recorded, one.asked, recordedAt))
  return [
    ...(isDay && scope.test.clock !== 'recorded' ? [{ move: 'clock' as const }] : []),
    ...noiseMove(differences, scope.settings),
    { move: 'record' },
  ]
}

/** What can be done about a request whose answers are all played. */
export function exhaustedMoves({ isConcurrent, last }: { isConcurrent: boolean; last: Interaction }): Move[] {
  // A failure that is given again and again helps nobody.
  const mayRepeat = (last.response?.status ?? 500) < 400
  return [
    ...(isConcurrent ? [{ move: 'own-lane' as const }] : []),
    ...(mayRepeat ? [{ move: 'repeat-last' as const }] : []),
    { move: 'record' },
  ]
}

/** The options under which every difference is noise; none when one of them means something. */
function noiseMove(differences: readonly Difference[], set: Pick<Settings, 'normalize' | 'ignore'>): Move[] {
  const names = new Set<string>()
  const paths = new Set<string>()
  for (const difference of differences) {
    const found = isText(difference) ? normalizersFor(difference) : undefined
    if (found !== undefined) for (const name of found) names.add(name)
    else if (isId(difference)) paths.add(difference.path.replaceAll(/\[\d+\]/g, '[*]'))
    else return []
  }
  // An option replaces what is set: what is on already stays on.
  const normalize = [...new Set([...(names.size === 0 ? [] : set.normalize), ...names])]
  const ignore = [...new Set([...(paths.size === 0 ? [] : set.ignore), ...paths])]
  return [{ move: 'noise', normalize, ignore }]
}

type TextDifference = Difference & { readonly recorded: string; readonly asked: string }

function isText(difference: Difference): difference is TextDifference {
  return difference.change === 'changed'
}

/** The fewest ready normalizers that make two texts one. */
function normalizersFor({ recorded, asked }: TextDifference): readonly ReadyName[] | undefined {
  const after = (names: readonly ReadyName[], text: string): string =>
    names.reduce((result, name) => readyNormalizers[name](result), text)
  const isEqual = (names: readonly ReadyName[]): boolean => after(names, recorded) === after(names, asked)
  if (!isEqual(readyNames)) return undefined
  return readyNames.reduce<readonly ReadyName[]>((needed, name) => {
    const fewer = needed.filter((other) => other !== name)
    return isEqual(fewer) ? fewer : needed
  }, readyNames)
}

/** Last words of the names of fields that carry an id, a seed or a time: `user_id`, `traceId`, `seed`. */
const idWords = /(?:^|[._\]-])(?:id|uid|uuid|guid|seed|nonce|timestamp|session|trace)$|[a-z](?:Id|Uuid|Timestamp)$/

/** What a model is told may hold ids that mean something: a tool call and its result. */
const told = /^(?:messages|contents|input|prompt|system)\b/

function isId({ path, change }: Difference): boolean {
  return change === 'changed' && !told.test(path) && idWords.test(path)
}
