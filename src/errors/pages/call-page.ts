import type { Suggestion } from './suggestion-lines.ts'
import { visible } from './visible.ts'

/**
 * One request in the words of the error pages.
 *
 * @see docs/errors.md
 */
export interface RequestSummary {
  /** Method, host and path, as `POST api.openai.com/v1/chat/completions`. */
  readonly call: string
  /** What was asked, in one line: provider, model, number of messages and the last words of the user. */
  readonly text: string
}

/**
 * Where a mode came from, in the words of the error pages.
 *
 * @see docs/errors.md
 */
export type ModeSource = '--mode' | 'CASSETTE_MODE' | 'plugin option' | 'default'

/**
 * What a miss and an exhausted error both know.
 *
 * @see docs/errors.md
 */
export interface CallPageFields {
  readonly asked: RequestSummary
  /** Path of the cassette, relative to the root. */
  readonly cassette: string
  /** Recorded interactions in it. `0` and `isRecorded: false` when there is no such file. */
  readonly interactions: number
  /** How many of them this attempt of the test has played. */
  readonly played: number
  readonly isRecorded: boolean
  readonly lane: string
  readonly mode: string
  readonly modeSource: ModeSource
  /** The command that records this test again, without the mode. */
  readonly command: string
  /** What can be done about it, the last always to record. */
  readonly suggestions: readonly Suggestion[]
}

/** The block of facts under the first line of an error about one call. */
export function callFacts(
  fields: CallPageFields,
  more: ReadonlyArray<readonly [label: string, text: string]> = [],
): string {
  const { asked, cassette, isRecorded, lane, mode, modeSource } = fields
  const held = isRecorded ? heldText(fields) : 'nothing yet'
  const rows: Array<readonly [string, string]> = [
    ['asked', asked.text],
    ...(lane === 'main' ? [] : ([['lane', visible(lane)]] as const)),
    ['cassette', cassette],
    ['holds', held],
    ...more,
    ['mode', `${mode} (${modeSource})`],
  ]
  return rows.map(([label, text]) => `  ${label.padEnd(10)} ${text}`).join('\n')
}

function heldText({ interactions, played }: CallPageFields): string {
  if (interactions === 0) return '0 interactions'
  if (interactions === 1) return `1 interaction, ${played === 0 ? 'not played yet' : 'played'}`
  return `${interactions} interactions, ${played === 0 ? 'none' : played === interactions ? 'all' : played} played so far`
}
