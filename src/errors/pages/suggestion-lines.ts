/**
 * One thing to do about a request without an answer. An error lists those that apply, the last always `record`.
 *
 * @see docs/errors.md
 */
export type Suggestion =
  /** The requests differ in the day they were made on. */
  | { readonly suggestion: 'clock' }
  /** Ready normalizers, and fields that are ids by their names, without which the two requests are one. */
  | { readonly suggestion: 'noise'; readonly normalize: readonly string[]; readonly ignore: readonly string[] }
  /** The same, with a normalizer that the user has yet to write, for a form that no ready one knows. */
  | { readonly suggestion: 'own-normalizer'; readonly normalize: readonly string[]; readonly ignore: readonly string[] }
  /** The very request is recorded in another lane. */
  | { readonly suggestion: 'other-lane'; readonly lane: string }
  /** Several requests were under way at once. */
  | { readonly suggestion: 'own-lane' }
  | { readonly suggestion: 'repeat-last' }
  | { readonly suggestion: 'record' }

/**
 * The suggestions as the end of an error page: what for, and the line that does it.
 *
 * @param record when and how to record, in the words of the page.
 */
export function suggestionLines(
  suggestions: readonly Suggestion[],
  record: { readonly reason: string; readonly command: string },
): string {
  return suggestions
    .map((suggestion) => textOf(suggestion, record))
    .map(({ when, line }) => `  ${when}\n    ${line}`)
    .join('\n\n')
}

function textOf(
  suggestion: Suggestion,
  { reason, command }: { reason: string; command: string },
): { when: string; line: string } {
  switch (suggestion.suggestion) {
    case 'clock':
      return {
        when: 'If your code asks for the date, let it be the day of the recording:',
        line: "cassettes({ clock: 'recorded' })",
      }
    case 'noise':
      return {
        when: 'If that changes from run to run, leave it out of the comparison:',
        line: `cassettes({ ${noiseOptions(suggestion)} })`,
      }
    case 'own-normalizer':
      return {
        when: 'If that changes from run to run, take it out by a normalizer of yours:',
        line: `cassettes({ ${noiseOptions(suggestion)} })`,
      }
    case 'other-lane':
      return { when: 'It is recorded in another lane. Ask for it there:', line: laneCall(suggestion.lane) }
    case 'own-lane':
      return {
        when: 'Several requests were under way at once. Give each part of the test a lane:',
        line: laneCall('name'),
      }
    case 'repeat-last':
      return { when: 'If the last answer may serve for ever:', line: "cassettes({ onExhausted: 'repeat-last' })" }
    case 'record':
      return { when: reason, line: `${command} --mode record` }
  }
}

function laneCall(lane: string): string {
  return lane === 'main' ? 'outside of cassette.lane(…)' : `cassette.lane('${lane}', () => …)`
}

function noiseOptions({ normalize, ignore }: Extract<Suggestion, { ignore: unknown }>): string {
  const parts = [
    ...(normalize.length === 0 ? [] : [`normalize: ${list(normalize)}`]),
    ...(ignore.length === 0 ? [] : [`ignore: ${list(ignore)}`]),
  ]
  return parts.join(', ')
}

function list(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`
}
