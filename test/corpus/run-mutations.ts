import { isProvidersSecret } from '../../src/providers/find-provider.ts'
import { createRedaction } from '../../src/redact/redaction.ts'
import { SecretMemory } from '../../src/redact/secret-memory.ts'
import { isDeepStrictEqual } from 'node:util'
import { Cassette } from '../../src/cassette/cassette.ts'
import type { Interaction, StoredRequest } from '../../src/cassette/interaction.ts'
import { plainMatching } from '../../src/match/matching.ts'
import { findNearest } from '../../src/match/nearest/nearest.ts'
import { storedRequest } from '../../src/http/stored-request.ts'
import { keyOf, viewOf } from '../../src/match/match-rules.ts'
import { findRecorded } from '../../src/answer/find-recorded.ts'
import { jsonOf, meaningful, meaningless, withParameters, type Sent, type Variant } from './mutations.ts'
import { bodyOf, headerList, type CorpusCassette, type CorpusInteraction } from './read-corpus.ts'

/** Number of cases, number of correct ones, and the wrong ones in words. */
export interface Rate {
  total: number
  good: number
  readonly bad: string[]
}

/** Results for the mutated requests of a corpus. */
export interface MutationResult {
  /** Requests with a meaningful change: a miss is correct. */
  readonly misses: Rate
  /** Requests with a meaningless change: a hit is correct. */
  readonly hits: Rate
  /** Misses that named the mutated interaction. */
  readonly nearest: Rate
  /** Misses that named it and whose first difference is the change. */
  readonly differences: Rate
}

/** Makes each request of the cassettes with one change, in memory. */
export function runMutations(cassettes: readonly CorpusCassette[]): MutationResult {
  const result: MutationResult = { misses: rate(), hits: rate(), nearest: rate(), differences: rate() }
  for (const { interactions } of cassettes) {
    const sent = interactions.map(sentOf)
    const recorded = sent.map(recordedFrom)
    for (const [index, { line }] of interactions.entries()) {
      const place = { result, line, index, recorded, all: sent }
      mutate(place, {
        sent: sent[index]!,
        meaningful: meaningful(sent[index]!, line),
        meaningless: meaningless(sent[index]!),
      })
      for (const variant of withParameters(sent[index]!)) {
        const all = sent.with(index, variant.sent)
        mutate({ ...place, recorded: recorded.with(index, recordedFrom(variant.sent)), all }, variant)
      }
    }
  }
  return result
}

interface Place {
  readonly result: MutationResult
  readonly line: number
  readonly index: number
  readonly recorded: readonly Interaction[]
  readonly all: readonly Sent[]
}

function mutate({ result, line, index, recorded, all }: Place, variant: Variant): void {
  for (const { name, sent: other, path } of variant.meaningful) {
    // A changed request may equal another request of the cassette. Then a hit is correct.
    if (all.some((one) => isSame(one, other))) continue
    const what = `line ${line}, ${name} (${path})`
    const asked = stored(other)
    const cassette = playedUpTo(recorded, index)
    const { verdict } = findRecorded(cassette, 'main', asked, plainMatching, cassette.nextSlot())
    count(result.misses, verdict === 'miss', `${what}: ${verdict}`)
    const candidates = recorded.map(({ request }, at) => ({
      view: viewOf(request, plainMatching),
      isPlayed: cassette.playedBy(at) !== undefined,
      isOwnLane: true,
    }))
    const nearest = findNearest(viewOf(asked, plainMatching), candidates)
    count(result.nearest, nearest?.index === index, `${what}: nearest is ${place(nearest?.index)}, not ${place(index)}`)
    if (nearest?.index !== index) continue
    const first = nearest.differences[0]?.path
    count(result.differences, first === path, `${what}: the first difference is ${first}`)
  }
  for (const { name, sent: other } of variant.meaningless) {
    const cassette = playedUpTo(recorded, index)
    const taken = findRecorded(cassette, 'main', stored(other), plainMatching, cassette.nextSlot())
    const isRight = taken.verdict === 'hit' && taken.interaction === recorded[index]
    count(result.hits, isRight, `line ${line}, ${name}: ${taken.verdict}`)
  }
}

/** The cassette after all interactions before a position were played. */
function playedUpTo(recorded: readonly Interaction[], index: number): Cassette {
  const cassette = new Cassette(recorded, keyFor)
  for (const { request } of recorded.slice(0, index)) cassette.take('main', keyFor(request), cassette.nextSlot())
  return cassette
}

function recordedFrom(sent: Sent): Interaction {
  return { lane: 'main', recordedAt: '2026-01-01T00:00:00.000Z', request: stored(sent), response: { status: 200 } }
}

/** A request of the corpus in the form of an app. */
export function sentOf({ request }: CorpusInteraction): Sent {
  return { method: request.method, url: request.url, headers: headerList(request.headers), body: bodyOf(request) }
}

function stored({ method, url, headers, body }: Sent): StoredRequest {
  const request = new Request(url, { method, headers: headers.map(([name, value]) => [name, value]) })
  const options = { credentials: [], paths: [], keep: [], isSecretAt: isProvidersSecret, memory: new SecretMemory() }
  return createRedaction(options).request(storedRequest(request, body, []))
}

/** Whether two requests are equal, without the tested rules. */
export function isSame(one: Sent, other: Sent): boolean {
  return (
    one.method === other.method &&
    one.url === other.url &&
    isDeepStrictEqual(jsonOf(one) ?? one.body, jsonOf(other) ?? other.body)
  )
}

function keyFor(request: StoredRequest): string {
  return keyOf(request, plainMatching)
}

/** An empty rate. */
export function rate(): Rate {
  return { total: 0, good: 0, bad: [] }
}

/** Counts one in a rate. */
export function count(rate: Rate, isGood: boolean, what: string): void {
  rate.total += 1
  if (isGood) rate.good += 1
  else rate.bad.push(what)
}

function place(index: number | undefined): string {
  return index === undefined ? 'none' : `interaction ${index + 1}`
}
