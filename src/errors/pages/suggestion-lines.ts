/**
 * One thing to do about a request without an answer. An error lists those that apply, the last always `record`.
 *
 * @see docs/errors.md
 */
export type Suggestion =
  /** The requests differ in their date. */
  | { readonly suggestion: 'clock' }
  /** With these ready normalizers, and without these fields, the two requests are equal. */
  | { readonly suggestion: 'noise'; readonly normalize: readonly string[]; readonly ignore: readonly string[] }
  /** The same with a normalizer that the user must write, for a form that no ready one knows. */
  | { readonly suggestion: 'own-normalizer'; readonly normalize: readonly string[]; readonly ignore: readonly string[] }
  /** The same request is recorded in another lane. */
  | { readonly suggestion: 'other-lane'; readonly lane: string }
  /** Several requests were under way at once. */
  | { readonly suggestion: 'own-lane' }
  | { readonly suggestion: 'repeat-last' }
  /** The app has a placeholder in place of a secret, and may have made something else of it. */
  | { readonly suggestion: 'placeholder'; readonly placeholder: string; readonly place: string }
  /** An obsolete cassette holds the request: the test was renamed or moved. */
  | { readonly suggestion: 'rename'; readonly cassette: string }
  /** Another test of the file, or the file itself, has recorded the same request. */
  | { readonly suggestion: 'before-all'; readonly test: string }
  | { readonly suggestion: 'record' }

/**
 * The suggestions at the end of an error page: each is a reason, and a line of code or a command.
 *
 * @param record the reason to record, as the page words it, and the command.
 */
export function suggestionLines(
  suggestions: readonly Suggestion[],
  record: { readonly reason: string; readonly command: string },
): string {
  return suggestionRows(suggestions, record)
    .map(({ when, line }) => `  ${when}\n    ${line}`)
    .join('\n\n')
}

/** The same as a list: a reason, and a line of code or a command. */
export function suggestionRows(
  suggestions: readonly Suggestion[],
  record: { readonly reason: string; readonly command: string },
): Array<{ readonly when: string; readonly line: string }> {
  return suggestions.map((suggestion) => textOf(suggestion, record))
}

function textOf(
  suggestion: Suggestion,
  { reason, command }: { reason: string; command: string },
): { when: string; line: string } {
  switch (suggestion.suggestion) {
    case 'clock':
      return {
        when: 'If your code reads the date, give it the date of the recording:',
        line: "cassettes({ clock: 'recorded' })",
      }
    case 'noise':
      return {
        when: 'If this changes from run to run, leave it out of the comparison:',
        line: `cassettes({ ${noiseOptions(suggestion)} })`,
      }
    case 'own-normalizer':
      return {
        when: 'If this changes from run to run, remove it with a normalizer of your own:',
        line: `cassettes({ ${noiseOptions(suggestion)} })`,
      }
    case 'other-lane':
      return { when: 'It is recorded in another lane. Make the request in that lane:', line: laneCall(suggestion.lane) }
    case 'own-lane':
      return {
        when: 'Several requests ran at the same time. Give each part of the test a lane:',
        line: laneCall('name'),
      }
    case 'repeat-last':
      return {
        when: 'To give the last answer to every further call:',
        line: "cassettes({ onExhausted: 'repeat-last' })",
      }
    case 'placeholder':
      return {
        when: `An earlier answer gave the app ${suggestion.placeholder} in place of a secret. If the app hashes it or takes it apart,\n  no replay can match. If it is no secret, keep it, and record this test again:`,
        line: `cassettes({ keep: [${quoted(suggestion.place)}] })`,
      }
    case 'rename':
      return {
        when: `A cassette without a test holds this request:\n    ${suggestion.cassette}\n  If this test was renamed or moved, give it that cassette:`,
        line: 'npx vitest-cassette rename',
      }
    case 'before-all':
      return {
        when: `Another test of this file has recorded the same: ${JSON.stringify(suggestion.test)}.\n  If the app keeps the answer for all tests, ask for it before them, and record\n  the file again:`,
        line: 'beforeAll(() => …)',
      }
    case 'record':
      return { when: reason, line: `${command} --mode record` }
  }
}

function laneCall(lane: string): string {
  return lane === 'main' ? 'outside of cassette.lane(…)' : `cassette.lane(${quoted(lane)}, () => …)`
}

function noiseOptions({ normalize, ignore }: Extract<Suggestion, { ignore: unknown }>): string {
  const parts = [
    ...(normalize.length === 0 ? [] : [`normalize: ${list(normalize)}`]),
    ...(ignore.length === 0 ? [] : [`ignore: ${list(ignore)}`]),
  ]
  return parts.join(', ')
}

function list(names: readonly string[]): string {
  return `[${names.map(quoted).join(', ')}]`
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`
}
