import { basename, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Interaction, StoredResponse } from '../../../cassette/interaction.ts'
import type { Exchange } from '../../../diagnostics/exchange.ts'
import { stepPath } from '../../../diagnostics/step-record.ts'
import type { CassetteExhaustedError } from '../../../errors/cassette-exhausted-error.ts'
import type { CassetteMissError } from '../../../errors/cassette-miss-error.ts'
import { isCassetteError } from '../../../errors/is-cassette-error.ts'
import { suggestionRows } from '../../../errors/pages/suggestion-lines.ts'
import type { Redaction } from '../../../redact/redaction.ts'
import type { TestAttempt } from '../../../session/test-attempt.ts'
import type { ShownMiss } from '../../../show/html/test-page.ts'
import { loadPages } from '../../../show/load-pages.ts'
import type { Outcome, SeenCall } from '../../../show/model/conversation.ts'
import { fileRunFolder } from '../../../store/paths.ts'
import { writeTestPage } from '../../../store/run-folder.ts'
import { clientsOf } from '../clients-of.ts'

/** What the page of a failed test says beside its traffic. */
export interface FailureFacts {
  readonly result: string
  /** What went wrong on the wire. */
  readonly wire: string | undefined
  /** The errors that the test fails with: its own, then those of this package. */
  readonly errors: ReadonlyArray<Pick<Error, 'name' | 'message'>>
}

/**
 * Writes the page of a failed test into the folder of the run. Only the person at this machine sees it: it quotes the
 * traffic.
 *
 * @returns the absolute path, and the page.
 * @throws the system's error.
 */
export function writeFailurePage(
  attempt: TestAttempt,
  { result, wire, errors }: FailureFacts,
): { readonly path: string; readonly text: string } {
  const { test, traffic, comparing } = attempt
  const { owner, settings, path, command } = test
  const redaction = comparing.matching.redaction()
  const { htmlPage, pageTest, readConversation } = loadPages()
  const name = owner.name === undefined ? undefined : redaction.text(owner.name)
  const calls = traffic.exchanges.map((exchange) => seenCall(exchange, redaction))
  const conversation = readConversation(calls, { file: owner.file, name, prices: settings.prices })
  const shown = pageTest(
    {
      conversation,
      run: {
        state: 'failed',
        result,
        wire,
        errors: errors.map((error) => redaction.text(stripVTControlCharacters(`${error.name}: ${error.message}`))),
        command: redaction.text(command),
        clients: clientsOf(attempt),
      },
      misses: missesOf(attempt),
    },
    Date.now(),
  )
  const folder = fileRunFolder(settings, join(settings.root, owner.file))
  const file = redaction.text(basename(path, '.json')).replaceAll(/[[\]:]/g, '-')
  const text = htmlPage(shown.title, [shown])
  return { path: writeTestPage(settings.root, folder, file, text), text }
}

function seenCall(exchange: Exchange, redaction: Redaction): SeenCall {
  const { lane, step, request, interaction, received, end } = exchange
  const failure = end?.how === 'failed' ? end.failure : interaction?.failure
  const response = received ?? (exchange.end?.how === 'complete' ? interaction?.response : undefined)
  const call = {
    lane,
    ...(step && { step: redaction.text(stepPath(step)) }),
    recordedAt: interaction?.recordedAt ?? '',
    request,
  }
  const outcome = { outcome: outcomeOf(exchange) }
  const { recordedAt, ...unrecorded } = call
  const base = { ...(recordedAt === '' ? unrecorded : call), ...outcome }
  // What the app received from a provider in this run is not redacted yet.
  if (response !== undefined)
    return { ...base, response: redaction.interaction({ ...call, response: withEnd(response, exchange) }).response }
  return failure === undefined ? base : { ...base, failure: redaction.interaction({ ...call, failure }).failure }
}

/** The part of an answer that the app received, with the end that it saw. */
function withEnd(response: StoredResponse, { end }: Exchange): StoredResponse {
  if (end === undefined || end.how === 'complete') return response
  return end.how === 'failed' ? { ...response, failure: end.failure } : { ...response, aborted: true }
}

function outcomeOf({ interaction, isRecorded, refusal, end }: Exchange): Outcome {
  if (refusal === 'miss' || refusal === 'exhausted') return 'missed'
  if (refusal !== undefined) return 'refused'
  if (isRecorded) return 'recorded'
  return interaction === undefined || end === undefined ? 'unfinished' : 'replayed'
}

/** The requests without an answer. Each has an error, and the errors are in the order of the requests. */
function missesOf({ traffic, errors, cassette }: TestAttempt): ShownMiss[] {
  const explained = errors.filter(
    (error): error is CassetteMissError | CassetteExhaustedError =>
      isCassetteError(error, 'CASSETTE_MISS') || isCassetteError(error, 'CASSETTE_EXHAUSTED'),
  )
  const refused = traffic.exchanges.flatMap(({ refusal, request }, index) =>
    refusal === 'miss' || refusal === 'exhausted' ? [{ position: index + 1, request }] : [],
  )
  return refused.flatMap(({ position, request }, index) => {
    const error = explained[index]
    if (error === undefined) return []
    const { suggestions, command } = error.fields
    const nearest = isCassetteError(error, 'CASSETTE_MISS') ? error.fields.nearest : undefined
    return [
      {
        position,
        asked: request,
        nearest: nearest && nearestOf(nearest.position, cassette?.interactions),
        note: error.message.split('\n', 1)[0] ?? '',
        suggestions: suggestionRows(suggestions, { reason: 'To record this test again:', command }),
      },
    ]
  })
}

function nearestOf(position: number, interactions: readonly Interaction[] = []): ShownMiss['nearest'] {
  const request = interactions[position - 1]?.request
  return request && { position, request }
}
