import type { RefusedRequest, RequestNote } from '../../store/requests/request-notes.ts'

/** The tests of a run whose requests have changed. */
export interface JudgedNotes {
  /** Tests that pass with their old answers. */
  readonly accepted: readonly RequestNote[]
  /** Tests that have to be recorded. */
  readonly refused: readonly RequestNote[]
}

/**
 * Decides for each test as a whole: its requests are accepted if each has an answer and the test passes with them. A test
 * may have several attempts. The passing ones count, and without one the last.
 */
export function judgeNotes(notes: readonly RequestNote[]): JudgedNotes {
  const byPath = notes.toSorted((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)))
  const tests = [...Map.groupBy(byPath, ({ path }) => path).values()].map((attempts): RequestNote => {
    const passed = attempts.filter(isAcceptable)
    const [first] = passed
    if (first === undefined) return attempts.at(-1)!
    const all = passed.flatMap(({ accepted }) => accepted).map((request) => [request.position, request] as const)
    return { ...first, accepted: [...new Map(all).values()] }
  })
  return { accepted: tests.filter(isAcceptable), refused: tests.filter((note) => !isAcceptable(note)) }
}

function isAcceptable({ refused, failure }: RequestNote): boolean {
  return refused.length === 0 && failure === undefined
}

/** Why an answer cannot stay, in words. */
export function refusalText({ asked, reason, position, place }: RefusedRequest): string {
  const recorded = `#${position}`
  const texts: Record<RefusedRequest['reason'], string> = {
    unknown: `no recorded request is similar to ${asked}`,
    exhausted: `the test asks more often than recorded: ${asked}`,
    played: `a further request, similar to ${recorded}: ${asked}`,
    lane: `${recorded} is asked in another lane`,
    endpoint: `${recorded} goes to another endpoint`,
    order: `${recorded} is asked earlier than recorded`,
    'tool-result': `${recorded} has another result of a tool, and its answer depends on it`,
    'tool-call': `${recorded} calls a tool with other arguments, and its answer is the result`,
    answer: `${recorded} repeats an earlier answer in other words, at ${place}`,
  }
  return texts[reason]
}
