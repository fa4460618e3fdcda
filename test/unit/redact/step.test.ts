import { expect, test } from 'vitest'
import { createRedaction } from '../../../src/redact/redaction.ts'
import { leavesOfInteraction } from '../../../src/redact/view/scan-leaves.ts'
import { answered } from '../support/interactions.ts'

const redaction = createRedaction({ credentials: [['OPENAI_API_KEY', 'correct-horse-battery']], paths: [], keep: [] })

test('the name of a step is redacted and scanned', () => {
  const named = { ...answered('a', 'b'), step: 'log in > with correct-horse-battery' }
  const redacted = redaction.interaction(named)
  expect(redacted.step).toMatch(/^log in > with \[REDACTED/)
  expect(redaction.interaction(redacted)).toBe(redacted)
  expect(leavesOfInteraction(named).map(({ text }) => text)).toContain(named.step)
})
