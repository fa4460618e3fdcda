import type { StepReport } from './test-report.ts'

/** Names of the first step that failed and of the one in it that it failed with, the outermost first; `undefined`: none has. */
function failedStep(steps: readonly StepReport[] = []): string | undefined {
  const failed = steps.find(({ state }) => state === 'failed')
  return failed && [failed.name, failedStep(failed.steps)].filter((name) => name !== undefined).join(' > ')
}

/** Characters of the names that a line has room for. */
const longest = 40

/** A line about a test that failed, and the step it failed in. */
export function withFailedStep(line: string, steps: readonly StepReport[] | undefined): string {
  const name = failedStep(steps)
  if (name === undefined) return line
  const characters = [...name.replaceAll(/\p{Cc}+/gu, ' ')]
  return `${line} · in step ${characters.length > longest ? `…${characters.slice(1 - longest).join('')}` : characters.join('')}`
}
