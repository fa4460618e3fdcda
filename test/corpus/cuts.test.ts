import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packBody, unpackBody } from '../../src/body/pack.ts'
import { bodyOf, headerList, readCorpus, type CorpusInteraction } from './read-corpus.ts'

const file = resolve(import.meta.dirname, '../../../shared/corpus/traffic.jsonl.gz')

/** Real streams that are short enough to cut everywhere: the shortest of each kind and provider. */
function shortStreams(): CorpusInteraction[] {
  const streams = readCorpus(file)
    .flatMap(({ interactions }) => interactions)
    .filter(({ stream }) => stream !== null)
    .toSorted((a, b) => bodyOf(a.response).length - bodyOf(b.response).length)
  const first = Map.groupBy(streams, ({ provider, stream }) => `${provider} ${stream}`)
  return [...first.values()]
    .flatMap((list) => list.slice(0, 1))
    .filter(({ response }) => bodyOf(response).length < 2000)
}

function isLossless(bytes: Uint8Array, type: string | undefined): boolean {
  const body = packBody(bytes, type)
  return Buffer.compare(body === undefined ? new Uint8Array() : unpackBody(body), bytes) === 0
}

describe.skipIf(!existsSync(file))('real streams (skipped when the corpus is not beside the project)', () => {
  test('cut at every byte, and damaged anywhere, they are stored without loss', () => {
    const streams = shortStreams()
    expect(streams.length).toBeGreaterThan(5)
    for (const { line, response } of streams) {
      const bytes = bodyOf(response)
      const type = headerList(response.headers).find(([name]) => name === 'content-type')?.[1]
      for (let size = 0; size <= bytes.length; size++)
        if (!isLossless(bytes.subarray(0, size), type))
          expect.fail(`line ${line} of the corpus, cut after ${size} bytes`)
      const damaged = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })).map(([at, byte]) => {
        const copy = Buffer.from(bytes)
        copy[at] = byte
        return copy
      })
      fc.assert(fc.property(damaged, (copy) => isLossless(copy, type)))
    }
  })
})
