import type { StoredRequest } from '../core/interaction.ts'
import { requestKey } from '../core/request-key.ts'
import type { RequestView } from '../core/request-view.ts'
import { isStoredHeader } from '../redact/headers.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import { keyOf, viewOf } from './match-rules.ts'
import type { Matching } from './matching.ts'

/**
 * Takes the answer to a request.
 *
 * A header of `matchHeaders` is stored from the day it is configured: what was recorded before does not say what it was,
 * and is taken whatever it is now, after what does say. So the option leaves no cassette behind.
 */
export function takeAnswer(
  cassette: OpenCassette,
  lane: string,
  request: StoredRequest,
  matching: Matching,
  slot: number,
): ReturnType<OpenCassette['take']> {
  const taken = cassette.take(lane, keyOf(request, matching), slot)
  if (taken.verdict !== 'miss' || matching.headers.every(isStoredHeader)) return taken
  const view = viewOf(request, matching)
  for (const unknown of unknownHeaders(cassette, matching)) {
    const older = cassette.take(lane, requestKey(withoutHeaders(view, unknown)), slot)
    if (older.verdict !== 'miss') return older
  }
  return taken
}

/** The sets of headers that recorded requests do not tell of, the smallest first. */
function unknownHeaders(cassette: OpenCassette, matching: Matching): string[][] {
  const sets = new Map<string, string[]>()
  for (const { request } of cassette.interactions) {
    const unknown = matching.headers.filter((name) => !isStoredHeader(name) && request.headers?.[name] === undefined)
    if (unknown.length > 0) sets.set(unknown.join(), unknown)
  }
  return [...sets.values()].sort((a, b) => a.length - b.length)
}

function withoutHeaders(view: RequestView, names: readonly string[]): RequestView {
  const headers = Object.entries(view.headers).filter(([name]) => !names.includes(name))
  return { ...view, headers: Object.fromEntries(headers) }
}
