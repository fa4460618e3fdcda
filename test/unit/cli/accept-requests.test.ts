import { expect, test } from 'vitest'
import { judgeNotes } from '../../../src/cli/accept-requests/judge-notes.ts'
import { requestsPage } from '../../../src/cli/accept-requests/requests-page.ts'
import type { AcceptedRequest, RefusedRequest, RequestNote } from '../../../src/store/requests/request-notes.ts'

function accepted(position: number, changes: Partial<AcceptedRequest> = {}): AcceptedRequest {
  return {
    position,
    recordedAt: '2026-01-02T03:04:05.678Z',
    service: 'openai gpt-5-mini',
    request: { method: 'POST', url: 'https://api.openai.com/v1/chat/completions' },
    differences: [
      {
        path: 'messages[0].content',
        change: 'changed',
        hunks: [{ before: 'Be ', recorded: 'brief', asked: 'kind', after: '.' }],
      },
    ],
    places: ['messages[0].content'],
    ...changes,
  }
}

function note(name: string, positions: readonly number[], changes: Partial<RequestNote> = {}): RequestNote {
  const owner = { file: 'test/ask.test.ts', name }
  return { owner, path: `/${name}.json`, accepted: positions.map((one) => accepted(one)), refused: [], ...changes }
}

const refusal: RefusedRequest = { asked: 'openai gpt-5-mini, 1 message: "Hi"', reason: 'unknown' }

function page(...notes: RequestNote[]): string {
  return requestsPage(judgeNotes(notes), { errors: [], record: 'npx vitest run test/ask.test.ts --mode record' })
}

test('a test is accepted as a whole, or not at all', () => {
  const { accepted: can, refused } = judgeNotes([
    note('b', [1]),
    note('a', [1, 2], { refused: [refusal] }),
    note('c', [1], { failure: 'Error: no' }),
  ])
  expect(can.map(({ owner }) => owner.name)).toEqual(['b'])
  expect(refused.map(({ owner }) => owner.name)).toEqual(['a', 'c'])
})

test('the passing attempts of a test count, and without one the last', () => {
  const failed = note('a', [1], { failure: 'Error: first' })
  expect(
    judgeNotes([failed, note('a', [1]), note('a', [2])]).accepted[0]?.accepted.map(({ position }) => position),
  ).toEqual([1, 2])
  expect(judgeNotes([failed, note('a', [1], { failure: 'Error: last' })]).refused).toMatchObject([
    { failure: 'Error: last' },
  ])
})

test('one change in many tests is one block', () => {
  const many = Array.from({ length: 12 }, (_, index) => note(`asks ${String(index).padStart(2, '0')}`, [1]))
  const text = page(...many)
  expect(text).toContain(' 12 changed requests in 12 tests. The recorded answers can stay:')
  expect(text.match(/messages\[0\]\.content/g)).toHaveLength(1)
  expect(text).toContain('     test/ask.test.ts > asks 09   #1\n     and 2 tests more')
  expect(page()).toBe(' No request has changed.')
})

test('a test to record says why', () => {
  expect(
    page(note('a', [1], { refused: [refusal] }), note('b', [1], { failure: 'AssertionError: expected 1 to be 2' })),
  ).toBe(` 2 tests to record:

 ✗ test/ask.test.ts > a
     no recorded request is similar to openai gpt-5-mini, 1 message: "Hi"

 ✗ test/ask.test.ts > b
     it fails with the old answers: AssertionError: expected 1 to be 2

 Record them:
     npx vitest run test/ask.test.ts --mode record`)
})
