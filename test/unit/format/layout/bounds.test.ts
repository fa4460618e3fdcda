import { expect, describe, test } from 'vitest'
import { unpackBody } from '../../../../src/body/pack.ts'
import { parseCassette } from '../../../../src/format/parse.ts'
import { serializeCassette } from '../../../../src/format/serialize.ts'
import { streamed, streams, tokens } from './long-streams.ts'

const url = 'https://api.openai.com/v1/chat/completions'
const owner = { file: 'test/agent.test.ts', name: 'agent > finds the parcel' }

function fileOf(body: string, seed = 1): string {
  return serializeCassette(owner, [streamed(url, body, seed)])
}

/** Lines of one text that the other does not have, in both directions: at least what a diff shows. */
function changedLines(before: string, after: string): number {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const missing = (lines: string[], others: string[]): number => {
    const left = Map.groupBy(others, (line) => line)
    return lines.filter((line) => left.get(line)?.pop() === undefined).length
  }
  return missing(old, now) + missing(now, old)
}

describe.each(Object.entries(streams))('a streamed answer of 315 tokens: %s', (_, stream) => {
  const recorded = stream({ seed: 1, said: tokens })
  const text = fileOf(recorded)

  test('takes at most 30 kB, and one line a token beside at most 100 lines', () => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(30_000)
    expect(text.split('\n').length).toBeLessThanOrEqual(tokens.length + 100)
  })

  test('comes back byte by byte', () => {
    const [read] = parseCassette(text, 'a.json').interactions
    expect(Buffer.from(unpackBody(read!.response!.body!)).toString()).toBe(recorded)
  })

  test('a refresh with the same text changes few lines, although ids, times and padding are new', () => {
    const changed = changedLines(text, fileOf(stream({ seed: 2, said: tokens }), 2))
    expect(changed).toBeGreaterThan(0)
    expect(changed).toBeLessThanOrEqual(30)
  })

  test('another token changes its line, that of its sentence, and that of the count of tokens', () => {
    const changed = (said: readonly string[]): number => changedLines(text, fileOf(stream({ seed: 2, said }), 2))
    const same = changed(tokens)
    expect(changed(tokens.with(40, ' today')) - same).toBeLessThanOrEqual(4)
    expect(changed(tokens.toSpliced(40, 0, ' today')) - same).toBeLessThanOrEqual(6)
    expect(changed(tokens.toSpliced(40, 10)) - same).toBeLessThanOrEqual(10 + 6)
  })
})
