import { clockFit, differInDatesOnly } from './nearest/date-differences.ts'
import type { Difference } from './nearest/differences.ts'
import { isChoiceName, isGeneratedName, looksGenerated } from './nearest/generated-values.ts'
import type { Interaction } from '../cassette/interaction.ts'
import type { Nearest } from './nearest/nearest.ts'
import { wholePartAt } from './view/whole-places.ts'
import { requestKey } from './view/request-key.ts'
import type { Settings } from '../cassette/settings.ts'
import type { Suggestion } from '../errors/pages/suggestion-lines.ts'
import { parseIgnoredPath } from './normalize/ignore.ts'
import { normalizeView } from './normalize/normalize-view.ts'
import type { ReadyName } from '../cassette/options.ts'
import { readyNames, readyNormalizers } from './normalize/ready.ts'

/** A placeholder that a replayed answer has given the app, and its place in the answer. */
export interface GivenPlaceholder {
  readonly placeholder: string
  readonly place: string
}

/** A request that comes near a recorded one. */
export interface NearMiss {
  readonly nearest: Nearest
  /** The lane of the recorded one, when that is another than it was asked in. */
  readonly otherLane: string | undefined
  /** When the clock of the recording begins, in milliseconds since 1970; `undefined` where the test has that clock already. */
  readonly clockStart: number | undefined
  /** The test made the same request several times at once: the answers may have changed places. */
  readonly hasEqualAtOnce: boolean
  readonly settings: Pick<Settings, 'normalize' | 'ignore'>
  /** The placeholders that replayed answers have given the app, each with its place in the answer. */
  readonly given?: readonly GivenPlaceholder[]
}

/** What can be done about a request that comes near a recorded one: only what would make the two one. */
export function suggestionsForMiss(miss: NearMiss): Suggestion[] {
  const { nearest, otherLane } = miss
  if (nearest.differences.length === 0)
    return [
      ...(otherLane === undefined ? [] : [{ suggestion: 'other-lane' as const, lane: otherLane }]),
      { suggestion: 'record' },
    ]
  const clock: Suggestion[] = isMatchedByClock(miss) ? [{ suggestion: 'clock' }] : []
  const noise = noiseSuggestion(miss).filter(({ suggestion }) => clock.length === 0 || suggestion !== 'own-normalizer')
  const lane: Suggestion[] = miss.hasEqualAtOnce ? [{ suggestion: 'own-lane' }] : []
  return [...clock, ...noise, ...placeholderSuggestion(miss), ...lane, { suggestion: 'record' }]
}

/** What can be done about a request whose answers are all played. */
export function suggestionsForExhausted({
  hasEqualAtOnce,
  last,
  otherLane,
}: {
  /** The test made the same request several times at once: each part of it may need a queue of its own. */
  readonly hasEqualAtOnce: boolean
  readonly last: Interaction
  /** A lane that has an answer left. */
  readonly otherLane: string | undefined
}): Suggestion[] {
  // Whatever else answers it, that one would be left unused.
  if (otherLane !== undefined) return [{ suggestion: 'other-lane', lane: otherLane }, { suggestion: 'record' }]
  // A failure that is given again and again helps nobody.
  const mayRepeat = (last.response?.status ?? 500) < 400
  return [
    ...(hasEqualAtOnce ? [{ suggestion: 'own-lane' as const }] : []),
    ...(mayRepeat ? [{ suggestion: 'repeat-last' as const }] : []),
    { suggestion: 'record' },
  ]
}

/** Shorter parts of a placeholder may stand in any text. */
const shortestPart = 6

/** A part of a placeholder is a part of its name, and a hash of it is another than that of the secret. */
function placeholderSuggestion({ nearest: { differences }, given = [] }: NearMiss): Suggestion[] {
  const texts = differences.filter(isText)
  const shared = given.map(({ placeholder }) =>
    Math.max(0, ...texts.map(({ asked }) => sharedLength(placeholder, asked))),
  )
  const longest = Math.max(0, ...shared)
  const isHashed = texts.some(({ asked, recorded }) => looksGenerated(asked) && looksGenerated(recorded))
  const made = longest >= shortestPart || isHashed ? given[shared.indexOf(longest)] : undefined
  return made === undefined ? [] : [{ suggestion: 'placeholder', ...made }]
}

/** The length of the longest part of a placeholder that a text holds. */
function sharedLength(placeholder: string, text: string): number {
  let longest = 0
  for (let at = 0; at < placeholder.length; at++)
    while (at + longest < placeholder.length && text.includes(placeholder.slice(at, at + longest + 1))) longest++
  return longest
}

function isMatchedByClock({ nearest: { differences }, clockStart }: NearMiss): boolean {
  if (clockStart === undefined) return false
  const fits = differences.map((one) => (isText(one) ? clockFit(one.recorded, one.asked, clockStart) : undefined))
  return fits.includes('date') && !fits.includes(undefined)
}

/** The options under which every difference is noise; none when one of them means something. */
function noiseSuggestion({ nearest: { differences, views }, settings }: NearMiss): Suggestion[] {
  const names = new Set<ReadyName>()
  const paths = new Set<string>()
  let isOwn = false
  for (const difference of differences) {
    const found = isText(difference) ? normalizersFor(difference) : undefined
    if (found !== undefined) for (const name of found) names.add(name)
    else if (isId(difference)) paths.add(inAnyItem(difference.path))
    else if (isText(difference) && differInDatesOnly(difference.recorded, difference.asked)) isOwn = true
    else return []
  }
  // What a person sees is not all that is compared: what does not make the two one is not offered.
  if (!isOwn && !areOne(views, { names: [...names], paths: [...paths] })) return []
  const found = [...names, ...(isOwn ? ['./test/normalizers.ts'] : [])]
  // An option replaces what is set: what is on already stays on.
  const normalize = [...new Set([...(found.length === 0 ? [] : settings.normalize), ...found])]
  const ignore = [...new Set([...(paths.size === 0 ? [] : settings.ignore), ...paths])]
  return [{ suggestion: isOwn ? 'own-normalizer' : 'noise', normalize, ignore }]
}

/** Whether two requests are the same one under these options. */
function areOne(
  { asked, recorded }: Nearest['views'],
  { names, paths }: { readonly names: readonly ReadyName[]; readonly paths: readonly string[] },
): boolean {
  const ignored = paths.map(parseIgnoredPath)
  // No function of the user runs: nothing is described.
  const describe = (): never => {
    throw new Error('ready normalizers do not fail')
  }
  const [key, other] = [asked, recorded].map((view) =>
    requestKey(normalizeView(view, { ignored, normalizers: names }, describe, () => {})),
  )
  return key === other
}

/** The same place in every item of its lists; a name in quotes stays as it is. */
function inAnyItem(path: string): string {
  return path.replaceAll(/"(?:[^"\\]|\\.)*"|\[\d+\]/g, (text) => (text.startsWith('[') ? '[*]' : text))
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

const headerPath = 'header '

/** What a model is told may hold ids that mean something: a tool call and its result. */
const told = /^(?:messages|contents|input|prompt|system)\b/

/** Whether a difference is one of ids: it looks so on both sides, or the name says so. A header that counts was chosen to. */
function isId(difference: Difference): boolean {
  if (!isText(difference)) return false
  const { path, recorded, asked } = difference
  const name = /([^.[\]"?]+)"?\]?(?:\[\d+\])*$/.exec(path)?.[1]?.replace(headerPath, '') ?? ''
  if (told.test(path) || wholePartAt(path) !== undefined || isChoiceName(name)) return false
  return (!path.startsWith(headerPath) && isGeneratedName(name)) || (looksGenerated(recorded) && looksGenerated(asked))
}
