import { expect, test } from 'vitest'
import { RecordedAnswers } from '../../../src/import/recorded-answers.ts'
import type { ForeignInteraction, Recording } from '../../../src/import/recording.ts'

const url = 'https://api.openai.com/v1/responses'

function recording(...pairs: ReadonlyArray<readonly [body: string, answer: string]>): Recording {
  const interactions = pairs.map(([body, answer], index): ForeignInteraction => ({
    place: `[${index}]`,
    request: { method: 'POST', url, headers: [], body: Buffer.from(body) },
    response: { status: 200, headers: [], body: Buffer.from(answer) },
  }))
  return { format: 'sample', interactions, losses: [] }
}

/** The bodies of the answers that requests get in turn. */
function take(
  answers: RecordedAnswers,
  ...requests: ReadonlyArray<readonly [test: string | undefined, body: string, address?: string]>
): Array<string | undefined> {
  return requests.map(([name, body, address = url]) => {
    const answer = answers.take({ test: name, method: 'POST', url: new URL(address), body })
    return answer && Buffer.from(answer.body).toString()
  })
}

test('the same body first, else the next of the path, each once', () => {
  const answers = new RecordedAnswers([
    { recording: recording(['{"a":1}', 'one'], ['{"a":2}', 'two'], ['{"a":3}', 'three']), tests: ['t'] },
  ])
  const asked = take(answers, ['t', '{ "a": 2 }'], ['t', 'stale'], ['t', 'stale'], ['t', 'stale'])
  expect(asked).toEqual(['two', 'one', 'three', undefined])
})

test('another path has no answer, and another host has one when its own has none', () => {
  const answers = new RecordedAnswers([{ recording: recording(['', 'one']), tests: [] }])
  const elsewhere = 'https://gateway.example.com/v1/responses'
  expect(take(answers, ['t', '', `${url}/x`], ['t', '', elsewhere], ['t', ''])).toEqual([undefined, 'one', undefined])
})

test('a test gets its own recordings, and a test without one those without a test', () => {
  const answers = new RecordedAnswers([
    { recording: recording(['', 'own'], ['', 'own too']), tests: ['t'] },
    { recording: recording(['', 'anyone']), tests: [] },
  ])
  const asked = take(answers, ['other', ''], ['t', ''], ['other', ''], [undefined, ''], ['t', ''], ['t', ''])
  expect(asked).toEqual(['anyone', 'own', undefined, undefined, 'own too', undefined])
})
