import type { Suggestion } from './suggestion-lines.ts'
import { visible } from './visible.ts'

/**
 * A request as the error pages show it.
 *
 * @see docs/errors.md
 */
export interface RequestSummary {
  /** Method, host and path, as `POST api.openai.com/v1/chat/completions`. */
  readonly call: string
  /** The request in one line: provider, model, number of messages and the last words of the user. */
  readonly text: string
}

/**
 * The source of a mode, as the error pages show it.
 *
 * @see docs/errors.md
 */
export type ModeSource = '--mode' | 'CASSETTE_MODE' | 'plugin option' | 'default'

/** The fields that a miss and an exhausted error share.
 *
 * @see docs/errors.md
 */
export interface CallPageFields {
  readonly asked: RequestSummary
  /** The line of the app that made the request, as `src/agent.ts:41`; absent where it is not known. */
  readonly askedAt?: string
  /** Path of the cassette, relative to the root. */
  readonly cassette: string
  /** Recorded interactions in it; `0`, and `isRecorded` is false, where the file does not exist. */
  readonly interactions: number
  /** The number of interactions that this attempt of the test has played. */
  readonly played: number
  readonly isRecorded: boolean
  readonly lane: string
  readonly mode: string
  readonly modeSource: ModeSource
  /** The command that records this test again, without the mode. */
  readonly command: string
  /** The recorded order of answers had been given up before the request; absent where it had not. */
  readonly isOrderGivenUp?: true
  /** Things to do about it; the last is always to record. */
  readonly suggestions: readonly Suggestion[]
}

/** A page of {@link callFacts} with the line of the app that made the request. */
export function withCallSite(page: string, askedAt: string): string {
  return page.replace(/^ {2}asked {6}.*$/m, (asked) => `${asked}\n${rowOf('asked at', visible(askedAt))}`)
}

/** The block of facts under the first line of an error about one call. */
export function callFacts(
  fields: CallPageFields,
  more: ReadonlyArray<readonly [label: string, text: string]> = [],
): string {
  const { asked, askedAt, cassette, isRecorded, lane, mode, modeSource, isOrderGivenUp } = fields
  const rows: Array<readonly [string, string]> = [
    ['asked', asked.text],
    ...(askedAt === undefined ? [] : ([['asked at', visible(askedAt)]] as const)),
    ...(lane === 'main' ? [] : ([['lane', visible(lane)]] as const)),
    ['cassette', cassette],
    isRecorded ? ['holds', heldText(fields)] : ['', 'not recorded yet'],
    ...more,
    ...(isOrderGivenUp === undefined ? [] : ([['order', orderText]] as const)),
    ['mode', `${mode} (${modeSource})`],
  ]
  return rows.map(([label, text]) => rowOf(label, text)).join('\n')
}

function rowOf(label: string, text: string): string {
  return `  ${label.padEnd(10)} ${text}`
}

const orderText = 'given up: the app had not made the next recorded request'

function heldText({ interactions, played }: CallPageFields): string {
  if (interactions === 0) return '0 interactions'
  if (interactions === 1) return `1 interaction, ${played === 0 ? 'not played yet' : 'played'}`
  return `${interactions} interactions, ${played === 0 ? 'none' : played === interactions ? 'all' : played} played so far`
}
