import { expect, test } from 'vitest'
import { withFailedStep } from '../../../src/cassette/failed-step.ts'
import type { StepReport } from '../../../src/cassette/test-report.ts'

const step = (name: string, state: StepReport['state'], ...steps: StepReport[]): StepReport => ({
  name,
  state,
  calls: 0,
  usage: { input: 0, output: 0, cached: 0, reasoning: 0 },
  steps,
})

test.each<[StepReport[] | undefined, string]>([
  [undefined, 'line'],
  [[step('look', 'passed'), step('pay', 'recovered', step('card', 'failed'))], 'line'],
  [[step('look', 'passed'), step('pay', 'failed')], 'line · in step pay'],
  [[step('book {city}', 'failed', step('look', 'passed'), step('pay', 'failed'))], 'line · in step book {city} > pay'],
  [[step(`a ${'x'.repeat(50)}`, 'failed')], `line · in step …${'x'.repeat(39)}`],
  [[step('two\nlines', 'failed')], 'line · in step two lines'],
])('%#', (steps, expected) => {
  expect(withFailedStep('line', steps)).toBe(expected)
})
