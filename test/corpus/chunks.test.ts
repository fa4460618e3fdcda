import { expect, test } from 'vitest'
import { chunksOf } from './chunks.ts'
import type { CorpusInteraction } from './read-corpus.ts'

function texts(stream: CorpusInteraction['stream'], body: string): string[] {
  return chunksOf({ stream, response: { status: 200, statusText: 'OK', headers: {}, body } }).map((chunk) =>
    chunk.toString('latin1'),
  )
}

test.each<[stream: CorpusInteraction['stream'], chunks: string[]]>([
  ['sse', ['data: 1\n\n', 'event: x\ndata: 2\r\n\r\n', 'data: 3\r\r', 'data: cut']],
  ['ndjson', ['{"a":1}\n', '\n', '{"a":2}']],
  ['aws-eventstream', ['\0\0\0\x06ab', '\0\0\0\x05c', '\0\0\0\x09cut']],
  [null, ['x'.repeat(4093), 'x'.repeat(4093), 'x']],
  ['json-array', ['[{}]']],
  [null, []],
])('%s: %j', (stream, chunks) => {
  expect(texts(stream, chunks.join(''))).toEqual(chunks)
})
