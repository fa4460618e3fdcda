import type { Interaction, StoredRequest } from '../../cassette/interaction.ts'
import { echoesOf, touches } from '../../match/echoes.ts'
import type { Difference } from '../../match/nearest/differences.ts'
import type { Nearest } from '../../match/nearest/nearest.ts'
import { changedParts } from '../../match/nearest/text-diff.ts'
import type { RequestView } from '../../match/view/request-view.ts'
import { rpcMessage } from '../../providers/wire/json-rpc.ts'
import { toolResultsOf } from '../../providers/wire/read-request.ts'
import type { RefusedRequest } from '../../store/requests/request-notes.ts'
import { sameValue } from '../../util/same-value.ts'
import { answerTexts } from './answer-texts.ts'

/** Requests of MCP whose answers are content, not facts about the server. */
const contentRequests = ['tools/call', 'resources/read', 'prompts/get', 'completion/complete']

/**
 * The reason why a recorded answer depends on the difference between two requests; `undefined` when it does not.
 *
 * @param earlier the interactions whose answers the test has received.
 */
export function touchedAnswer(
  { differences, views }: Nearest,
  request: StoredRequest,
  earlier: readonly Interaction[],
): Pick<RefusedRequest, 'reason' | 'place'> | undefined {
  if (contentRequests.includes(rpcMessage(request.body)?.method ?? '')) return { reason: 'tool-call' }
  if (!sameValue(resultsOf(views.asked), resultsOf(views.recorded))) return { reason: 'tool-result' }
  const touching = differences.find((difference) => isTouching(difference, textsBefore(difference, earlier)))
  return touching && { reason: 'answer', place: touching.path }
}

/** The results of tools, by the ids of their calls. */
function resultsOf({ method, url, body }: RequestView): ReturnType<typeof toolResultsOf> {
  return body !== undefined && 'json' in body ? toolResultsOf({ method, url, body: { json: body.json } }) : []
}

/** The texts of the answers that a changed text may repeat. An answer may also repeat its own request, such as the prompt. */
function textsBefore({ recorded }: Difference, earlier: readonly Interaction[]): string[] {
  const inJson = recorded && JSON.stringify(recorded).slice(1, -1)
  const isAsked = ({ request }: Interaction): boolean => !!inJson && JSON.stringify(request).includes(inJson)
  return earlier.filter((one) => !isAsked(one)).flatMap(answerTexts)
}

function isTouching({ change, recorded = '', asked = '' }: Difference, texts: readonly string[]): boolean {
  const [before, now] = [echoesOf(recorded, texts), echoesOf(asked, texts)]
  if (change !== 'changed') return before.length + now.length > 0
  return changedParts(recorded, asked).some(
    ({ start, end, askedStart, askedEnd }) =>
      touches({ start, end }, before) || touches({ start: askedStart, end: askedEnd }, now),
  )
}
