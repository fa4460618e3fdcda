import type { StoredRequest } from '../../cassette/interaction.ts'
import { answerDifferences } from '../../match/answers/answer-differences.ts'
import { EchoedIds } from '../../match/answers/echoed-ids.ts'
import { saidBy } from '../../match/answers/said.ts'
import { align } from '../../match/nearest/align.ts'
import { differencesOf, type Difference } from '../../match/nearest/differences.ts'
import { comparable, type Comparable } from '../../match/view/comparable.ts'
import { requestView } from '../../match/view/request-view.ts'
import type { Conversation, ShownCall } from '../model/conversation.ts'

/** A call of two versions of a conversation. One side is absent for a new or a dropped call. */
export interface CallChange {
  readonly before?: ShownCall
  readonly after?: ShownCall
  /** Changes of the answer, with the places `text`, `calls`, … */
  readonly answer: readonly Difference[]
  /** Changes of the request. */
  readonly request: readonly Difference[]
}

/** The changes between two conversations. */
export interface ConversationChanges {
  /** Calls that differ, those with another answer first. */
  readonly calls: readonly CallChange[]
  /** Number of calls with the same request and the same answer. */
  readonly same: number
}

/**
 * Compares two conversations call by call. Ids and times of answers do not count, because they always differ, nor does a
 * call that only repeats them.
 */
export function compareConversations(before: Conversation, after: Conversation): ConversationChanges {
  const [left, right] = [before, after].map(({ calls }) => calls.map(comparedCall)) as [Compared[], Compared[]]
  const pairs = align(left, right)
  const ids = new EchoedIds()
  const changes = pairs.map(({ recorded, asked }): CallChange => {
    const [old, now] = [
      recorded === undefined ? undefined : before.calls[recorded],
      asked === undefined ? undefined : after.calls[asked],
    ]
    if (old === undefined || now === undefined)
      return { ...(old && { before: old }), ...(now && { after: now }), answer: [], request: [] }
    const { request, response, failure } = now.source
    const answered = ids.asBefore({ response, failure })
    ids.learn(old.source, now.source)
    return {
      before: old,
      after: now,
      answer: answerDifferences(old.source, answered),
      request: differencesOf(comparedRequest(ids.asBefore(request)), comparedRequest(old.source.request)),
    }
  })
  const differing = changes.filter(
    ({ before: old, after: now, answer, request }) =>
      old === undefined || now === undefined || answer.length + request.length > 0,
  )
  return {
    calls: differing.toSorted((a, b) => Number(b.answer.length > 0) - Number(a.answer.length > 0)),
    same: after.calls.length - differing.filter(({ after: now }) => now !== undefined).length,
  }
}

/** A call in the form that calls are paired in. `name` tells the calls of lanes and services apart. */
interface Compared {
  readonly name: string
  readonly request: unknown
  readonly answer: Readonly<Record<string, unknown>>
}

function comparedCall({ lane, service, source }: ShownCall): Compared {
  return { name: `${lane} ${service}`, request: comparedRequest(source.request), answer: saidBy(source) }
}

/** The whole request as it is recorded. */
function comparedRequest(request: StoredRequest): Comparable {
  const rules = { headers: [], ownHeaders: [], isIgnoredParameter: () => false, isIgnoredHeaderValue: () => false }
  return comparable(requestView(request, rules))
}
