import { expect, test } from 'vitest'
import { explain } from '../../../src/answer/explain-request.ts'
import { createMatching, plainMatching } from '../../../src/match/matching.ts'
import { replaying } from '../support/replaying.ts'

async function changesOf(request: Request, matchHeaders: string[] = []): Promise<unknown> {
  const run = await replaying([])
  const matching = createMatching({ ignore: [], matchHeaders }, [], plainMatching.redaction)
  run.attempt.comparing.matching = matching
  const { changes } = await explain(request, matching, run.cassette)
  return changes
}

test('an ignored form field is explained', async () => {
  const body = new URLSearchParams({ api_key: 'a1', q: 'cats' })
  expect(await changesOf(new Request('https://api.example.com/search', { method: 'POST', body }))).toEqual([
    { path: 'api_key', by: 'secrets' },
  ])
})

test('a header value of the credentials is explained', async () => {
  const ask = (beta: string): Request =>
    new Request('https://api.anthropic.com/v1/messages', {
      method: 'POST',
      headers: { 'anthropic-beta': beta },
      body: '{}',
    })
  expect(await changesOf(ask('context-1m-2025-08-07, oauth-2025-04-20'))).toEqual([
    { path: 'header anthropic-beta', by: 'anthropic' },
  ])
  expect(await changesOf(ask('context-1m-2025-08-07'))).toEqual([])
})

test('an ignored query parameter is explained', async () => {
  expect(await changesOf(new Request('https://api.example.com/search?api_key=a1&q=cats'))).toEqual([
    { path: '?api_key', by: 'secrets' },
  ])
})
