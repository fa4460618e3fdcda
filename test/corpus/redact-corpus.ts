import { packBody } from '../../src/body/pack.ts'
import type { StoredBody } from '../../src/cassette/stored-body.ts'
import { changedPlaces } from '../../src/match/normalize/changed-places.ts'
import { createRedaction } from '../../src/redact/redaction.ts'
import { bodyOf, headerList, type CorpusCassette, type CorpusInteraction, type CorpusRequest } from './read-corpus.ts'

/** A body of real traffic that redaction changes. */
export interface ChangedBody {
  readonly line: number
  readonly cassette: string
  readonly of: 'request' | 'response'
  /** Each changed place with the old and the new text, cut to the beginning of the difference. */
  readonly changes: readonly string[]
}

/** Redacts all bodies without known credentials, so that only shapes and names count. */
export function redactCorpus(corpus: readonly CorpusCassette[]): {
  readonly total: number
  readonly changed: ChangedBody[]
} {
  const redaction = createRedaction({ credentials: [], paths: [], keep: [] })
  const interactions = corpus.flatMap((cassette) => cassette.interactions)
  const changed = interactions.flatMap(({ line, cassette, request, response }: CorpusInteraction) => {
    const asked = stored(request)
    const answered = stored(response)
    const safeAsked = redaction.request({ method: 'POST', url: 'https://api.example.com', ...asked })
    const safeAnswered = redaction.response({ status: 200, ...answered })
    const bodies = [
      { of: 'request' as const, changes: changes(asked.body, safeAsked.body) },
      { of: 'response' as const, changes: changes(answered.body, safeAnswered.body) },
    ]
    return bodies.filter(({ changes }) => changes.length > 0).map((body) => ({ line, cassette, ...body }))
  })
  return { total: interactions.length * 2, changed }
}

function stored(message: Pick<CorpusRequest, 'headers' | 'body' | 'bodyBase64'>): { body?: StoredBody } {
  const type = headerList(message.headers).find(([name]) => name === 'content-type')?.[1]
  const body = packBody(bodyOf(message), type)
  return body === undefined ? {} : { body }
}

function changes(before: StoredBody | undefined, after: StoredBody | undefined): string[] {
  return changedPlaces(before, after).map((place) => {
    const [old, now] = [textAt(before, place), textAt(after, place)]
    let start = 0
    while (start < old.length && old[start] === now[start]) start++
    const from = Math.max(0, start - 30)
    return `${place}: ${old.slice(from, start + 60)} → ${now.slice(from, start + 60)}`.replaceAll(/\s/g, ' ')
  })
}

function textAt(body: unknown, place: string): string {
  const steps = [...place.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, name]) => quoted ?? index ?? name ?? '',
  )
  const value = steps.reduce<unknown>((held, step) => (held as Record<string, unknown> | undefined)?.[step], body)
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
