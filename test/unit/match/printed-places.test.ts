import { expect, test } from 'vitest'
import { explain } from '../../../src/answer/explain-request.ts'
import { storedRequest } from '../../../src/http/stored-request.ts'
import { comparable } from '../../../src/match/view/comparable.ts'
import { differencesOf } from '../../../src/match/nearest/differences.ts'
import { keyOf, viewOf } from '../../../src/match/match-rules.ts'
import { createMatching, plainMatching, type Matching } from '../../../src/match/matching.ts'
import type { Normalizer } from '../../../src/match/normalize/normalizer.ts'
import { placesOf } from '../../../src/match/normalize/places.ts'
import type { StoredRequest } from '../../../src/cassette/interaction.ts'
import { replaying } from '../support/replaying.ts'

// Every place that users see can be pasted into `ignore`: there is one notation.

const [before, after] = ['2026-11-21', '2026-11-22']
const json = { 'content-type': 'application/json' }

/** Requests that hold a date wherever a request can hold a text. */
const requests: Record<string, (date: string) => Request> = {
  json: (date) =>
    ask({
      headers: { ...json, 'x-tenant': `t ${date}` },
      query: `?since=${date}&a.b=${date}&items[]=${date}&tag=1&tag=${date}&wild*.x=${date}`,
      body: JSON.stringify({
        messages: [{ content: date }, { content: [{ text: date }] }],
        url: date,
        'request body': date,
        'header x': date,
        '?since': date,
        '': date,
        'a.b': { 'c"[0]': date, 'd*': date },
      }),
    }),
  'a list': (date) => ask({ headers: json, body: JSON.stringify([date, { at: date }]) }),
  'a JSON text': (date) => ask({ headers: json, body: JSON.stringify(date) }),
  ndjson: (date) => ask({ headers: { 'content-type': 'application/x-ndjson' }, body: `{"at":"${date}"}\n{"at":1}\n` }),
  'a form': (date) =>
    ask({
      body: new URLSearchParams([
        ['q', date],
        ['tag', '1'],
        ['tag', date],
        ['a.b', date],
      ]),
    }),
  'a text': (date) => ask({ headers: { 'content-type': 'text/plain' }, body: date }),
  'the address': (date) => ask({ path: `/v1/runs/${date}`, body: '{}' }),
  multipart: (date) => {
    const body = new FormData()
    body.append('file', new File([`text of ${date}`], `${date}.txt`, { type: 'text/plain' }))
    body.append('options', JSON.stringify({ seed: { at: date } }))
    body.append('a.b', date)
    body.append('tag', '1')
    body.append('tag', date)
    body.append('lines', new Blob([`{"at":"${date}"}\n{"at":2}\n`], { type: 'application/x-ndjson' }))
    body.append('fields', new Blob([`c.d=${date}&e=1`], { type: 'application/x-www-form-urlencoded' }))
    return ask({ body })
  },
}

function ask({ path = '/v1/chat', query = '', ...init }: RequestInit & { path?: string; query?: string }): Request {
  return new Request(`https://api.example.com${path}${query}`, { method: 'POST', ...init })
}

async function stored(request: Request): Promise<StoredRequest> {
  return storedRequest(request, new Uint8Array(await request.clone().arrayBuffer()), ['x-tenant'])
}

function matchingOf(ignore: string[], normalizers: Matching['normalizers'] = []): Matching {
  return createMatching({ ignore, matchHeaders: ['x-tenant'] }, normalizers, plainMatching.redaction)
}

/** A normalizer of the user's that changes every date. */
const own: Normalizer = (view) => JSON.parse(JSON.stringify(view).replaceAll(before, '[day]')) as typeof view

async function changesOf(request: StoredRequest, matching: Matching): Promise<Array<{ path: string; by: string }>> {
  const run = await replaying([])
  run.attempt.comparing.matching = matching
  return [...(await explain(request, run.attempt.comparing.matching, run.cassette)).changes]
}

test.each(Object.entries(requests))('what explain prints of %s can be pasted into ignore', async (_, requestWith) => {
  const request = await stored(requestWith(before))
  for (const normalizer of ['iso-dates', { name: 'own', run: own }] as const) {
    const printed = await changesOf(request, matchingOf([], [normalizer]))
    expect(printed).not.toEqual([])
    for (const { path } of printed) {
      const changes = await changesOf(request, matchingOf([path], [normalizer]))
      expect(changes.filter((change) => change.path === path)).not.toEqual([])
      expect(changes.filter((change) => change.path === path && change.by !== path)).toEqual([])
    }
    const all = printed.map(({ path }) => path)
    const [key, other] = [request, await stored(requestWith(after))].map((one) => keyOf(one, matchingOf(all)))
    expect(key).toBe(other)
  }
})

test.each(Object.entries(requests))('what a miss prints of %s can be pasted into ignore', async (_, requestWith) => {
  const [recorded, asked] = [await stored(requestWith(before)), await stored(requestWith(after))]
  const differences = (ignore: string[]): string[] => {
    const [old, now] = [recorded, asked].map((one) => comparable(viewOf(one, matchingOf(ignore))))
    return differencesOf(now!, old!).map(({ path }) => path)
  }
  const printed = differences([])
  expect(printed).not.toEqual([])
  for (const path of printed) expect([path, differences([path])]).toEqual([path, expect.not.arrayContaining([path])])
  expect(differences(printed)).toEqual([])
})

test.each(Object.entries(requests))(
  'what the end of a run may name of %s can be pasted into ignore',
  async (_, requestWith) => {
    const request = await stored(requestWith(before))
    for (const place of placesOf(viewOf(request, matchingOf([])))) {
      const matching = matchingOf([place])
      viewOf(request, matching)
      expect([place, matching.matches.get(place)]).not.toEqual([place, 0])
    }
  },
)
