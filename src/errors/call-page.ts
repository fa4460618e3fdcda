/** One request in the words of the error pages. */
export interface RequestSummary {
  /** Method, host and path, as `POST api.openai.com/v1/chat/completions`. */
  readonly call: string
  /** What was asked, in one line: provider, model, number of messages and the last words of the user. */
  readonly text: string
}

/** Where a mode came from, in the words of the error pages. */
export type ModeSource = '--mode' | 'CASSETTE_MODE' | 'plugin option' | 'default'

/** What a miss and an exhausted error both know. */
export interface CallPageFields {
  readonly asked: RequestSummary
  /** Path of the cassette, relative to the root. */
  readonly cassette: string
  /** Recorded interactions in it. `0` and `isRecorded: false` when there is no such file. */
  readonly interactions: number
  readonly isRecorded: boolean
  readonly lane: string
  readonly mode: string
  readonly modeSource: ModeSource
  /** The command that records this test again, without the mode. */
  readonly command: string
}

/** The block of facts under the first line of an error about one call. */
export function callFacts(
  fields: CallPageFields,
  more: ReadonlyArray<readonly [label: string, text: string]> = [],
): string {
  const { asked, cassette, interactions, isRecorded, lane, mode, modeSource } = fields
  const held = isRecorded ? `${interactions} ${interactions === 1 ? 'interaction' : 'interactions'}` : 'nothing yet'
  const rows: Array<readonly [string, string]> = [
    ['asked', asked.text],
    ...(lane === 'main' ? [] : ([['lane', lane]] as const)),
    ['cassette', cassette],
    ['holds', held],
    ...more,
    ['mode', `${mode} (${modeSource})`],
  ]
  return rows.map(([label, text]) => `  ${label.padEnd(10)} ${text}`).join('\n')
}
