import { expect, test } from 'vitest'
import { createRedaction } from '../../../src/redact/redaction.ts'
import { ordinaryTexts, ordinaryValues } from './ordinary-samples.ts'

const redaction = createRedaction({ credentials: [], paths: [], keep: [] })

test('there are at least 200 samples', () => {
  expect(ordinaryTexts.length + ordinaryValues.length).toBeGreaterThanOrEqual(200)
})

test('ordinary texts stay, alone and in an answer', () => {
  const changed = ordinaryTexts.flatMap((text) => {
    const body = { json: { choices: [{ message: { content: text } }] } }
    const after = redaction.response({ status: 200, body }).body
    return redaction.text(text) === text && after === body ? [] : [`${text} → ${redaction.text(text)}`]
  })
  expect(changed).toEqual([])
})

test('ordinary values stay, alone, in a tool call and as text', () => {
  const changed = ordinaryValues.flatMap((json) => {
    const text = JSON.stringify(json)
    const bodies = [{ json }, { json: { input: json } }, { json: { arguments: text } }, { text }]
    return bodies
      .map((body) => redaction.response({ status: 200, body }).body)
      .filter((after, at) => after !== bodies[at])
      .map((after) => JSON.stringify(after))
  })
  expect(changed).toEqual([])
})
