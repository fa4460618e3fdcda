import { expect, test } from 'vitest'
import { createRedaction } from '../../../src/redact/redaction.ts'
import { leavesOfInteraction } from '../../../src/redact/view/scan-leaves.ts'
import { answered } from '../support/interactions.ts'

const redaction = createRedaction({ credentials: [['OPENAI_API_KEY', 'correct-horse-battery']], paths: [], keep: [] })

test('the names of a lane and of a step are redacted and scanned', () => {
  const lane = 'agent correct-horse-battery'
  const named = { ...answered('a', 'b'), lane, step: 'log in > with correct-horse-battery' }
  const redacted = redaction.interaction(named)
  expect(redacted.step).toMatch(/^log in > with \[REDACTED/)
  expect(redacted.lane).toMatch(/^agent \[REDACTED/)
  expect(redaction.name(lane)).toBe(redacted.lane)
  expect(redaction.interaction(redacted)).toBe(redacted)
  expect(leavesOfInteraction(named).map(({ text }) => text)).toEqual(expect.arrayContaining([lane, named.step]))
})
