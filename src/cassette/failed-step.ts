import type { StepReport } from './test-report.ts'

/** Names of the first failed step and of the failed steps inside it, outermost first; `undefined` when none failed. */
function failedStep(steps: readonly StepReport[] = []): string | undefined {
  const failed = steps.find(({ state }) => state === 'failed')
  return failed && [failed.name, failedStep(failed.steps)].filter((name) => name !== undefined).join(' > ')
}

/** Longest text of the names in a line, in characters. */
const longest = 40

/** A line about a failed test with the step that failed. */
export function withFailedStep(line: string, steps: readonly StepReport[] | undefined): string {
  const name = failedStep(steps)
  if (name === undefined) return line
  const characters = [...name.replaceAll(/\p{Cc}+/gu, ' ')]
  return `${line} · in step ${characters.length > longest ? `…${characters.slice(1 - longest).join('')}` : characters.join('')}`
}
