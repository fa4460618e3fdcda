import type { Interaction, StoredRequest } from '../../cassette/interaction.ts'
import type { Difference } from '../nearest/differences.ts'
import { answerDifferences, saysTheSame } from './answer-differences.ts'
import { EchoedIds } from './echoed-ids.ts'

/** A recorded interaction, and a newer one with the same request. */
export interface RecordingPair {
  readonly before: Interaction
  readonly after: Interaction
  /** Differences in the content of the answer. */
  readonly answer: readonly Difference[]
  /** The answers have the same content and headers. */
  readonly isSame: boolean
}

/** Two recordings of a test, call by call. */
export interface PairedRecordings {
  /** By the newer interaction. A newer one with another request is not in it. */
  readonly pairs: ReadonlyMap<Interaction, RecordingPair>
  /** A newer call repeats an id or a time of an earlier answer, which is another one in the older recording. */
  readonly hasEchoes: boolean
  /** A newer interaction with the ids of the older recording. */
  readonly asBefore: (after: Interaction) => Interaction
}

/**
 * Pairs the interactions of two recordings that have the same lane and the same request, in order. Ids and times that only
 * repeat those of an earlier answer are no difference.
 *
 * @param keyOf returns the match key of a request.
 */
export function pairRecordings(
  before: readonly Interaction[],
  after: readonly Interaction[],
  keyOf: (request: StoredRequest) => string,
): PairedRecordings {
  const nameOf = ({ lane, request }: Pick<Interaction, 'lane' | 'request'>): string => `${lane} ${keyOf(request)}`
  const left = Map.groupBy(before, nameOf)
  const ids = new EchoedIds()
  const pairs = new Map<Interaction, RecordingPair>()
  for (const one of after) {
    const now = ids.asBefore(one)
    const old = left.get(nameOf(now))?.shift()
    if (old === undefined) continue
    ids.learn(old, one)
    pairs.set(one, {
      before: old,
      after: one,
      answer: answerDifferences(old, now),
      isSame: saysTheSame(old, now),
    })
  }
  return { pairs, hasEchoes: ids.hasRenamed, asBefore: (one) => ids.asBefore(one) }
}
