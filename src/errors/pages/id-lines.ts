import { ends, visible } from './visible.ts'

/**
 * Why an id of a request may not stand for a recorded one:
 * - `chosen`: they do not look like ids of one generator;
 * - `given`: a recorded answer gave the id, so the app must send that one;
 * - `recorded`: the cassette holds the asked id too;
 * - `inconsistent`: one of them has another partner in the same test.
 *
 * @see docs/matching.md#generated-ids
 */
export type IdRefusal =
  | { readonly reason: 'chosen' | 'given' | 'recorded' }
  | { readonly reason: 'inconsistent'; readonly partners: { readonly recorded: string; readonly asked: string } }

/**
 * An id of a request that may not stand for a recorded one.
 *
 * @see docs/errors.md#cassette_miss
 */
export type RefusedId = {
  /** Its place in the request. */
  readonly path: string
  readonly recorded: string
  readonly asked: string
} & IdRefusal

/** Number of ids that a page shows. */
const shown = 3
/** Cells of an id: two of them make a line of the page. */
const width = 36

/** The ids that keep a request from matching, each with the reason. */
export function idLines(ids: readonly RefusedId[]): string {
  const blocks = ids
    .slice(0, shown)
    .map((id) => `    ${short(id.recorded)} → ${short(id.asked)}\n      ${reasonOf(id)}`)
  const rest = ids.length - shown
  return [...blocks, ...(rest > 0 ? [`    and ${rest} more`] : [])].join('\n')
}

function reasonOf(id: RefusedId): string {
  switch (id.reason) {
    case 'chosen':
      return 'They do not look like ids of one generator.'
    case 'given':
      return 'A recorded answer gave this id. The app must send it unchanged.'
    case 'recorded':
      return 'The cassette holds both ids.'
    case 'inconsistent':
      return `In this test, ${short(id.partners.asked)}\n      stands for ${short(id.partners.recorded)}.`
  }
}

function short(id: string): string {
  return ends(visible(id), width)
}
