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

/** The block of facts under the first line of an error about one call. */
export function callFacts(
  fields: CallPageFields,
  more: ReadonlyArray<readonly [label: string, text: string]> = [],
): string {
  const { asked, cassette, isRecorded, lane, mode, modeSource, isOrderGivenUp } = fields
  const rows: Array<readonly [string, string]> = [
    ['asked', asked.text],
    ...(lane === 'main' ? [] : ([['lane', visible(lane)]] as const)),
    ['cassette', cassette],
    isRecorded ? ['holds', heldText(fields)] : ['', 'not recorded yet'],
    ...more,
    ...(isOrderGivenUp === undefined ? [] : ([['order', orderText]] as const)),
    ['mode', `${mode} (${modeSource})`],
  ]
  return rows.map(([label, text]) => `  ${label.padEnd(10)} ${text}`).join('\n')
}

const orderText = 'given up: the app had not made the next recorded request'

function heldText({ interactions, played }: CallPageFields): string {
  if (interactions === 0) return '0 interactions'
  if (interactions === 1) return `1 interaction, ${played === 0 ? 'not played yet' : 'played'}`
  return `${interactions} interactions, ${played === 0 ? 'none' : played === interactions ? 'all' : played} played so far`
}
