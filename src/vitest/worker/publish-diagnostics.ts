import type { TestContext } from 'vitest'
import type { Diagnostics } from '../../diagnostics/diagnose.ts'
import type { TestAttempt } from '../../session/test-attempt.ts'
import { artifactType } from '../shared/diagnostics-artifact.ts'
import type { VitestApi } from './vitest-api.ts'

/** Puts what happened on the wire beside the test: as an artifact, and as a line that Vitest prints under its errors. */
export async function explain(
  context: Pick<TestContext, 'task' | 'annotate'> & Pick<VitestApi, 'recordArtifact'>,
  { number: attempt, settings }: TestAttempt,
  diagnostics: Diagnostics,
  line: string | undefined,
): Promise<void> {
  const { runId } = settings
  const testId = `${runId}/${context.task.id}`
  const attemptId = `${testId}/${attempt}`
  await context.recordArtifact(context.task, { type: artifactType, runId, testId, attemptId, attempt, diagnostics })
  // A later attempt may pass, and cannot take back what was said of this one.
  if (line !== undefined)
    await annotate(context, isOneOfSeveral(context, attempt) ? `attempt ${attempt}: ${line}` : line)
}

function isOneOfSeveral({ task }: Pick<TestContext, 'task'>, attempt: number): boolean {
  const { retry, repeats } = task
  const retries = typeof retry === 'object' ? retry.count : retry
  return attempt > 1 || (retries ?? 0) > 0 || (repeats ?? 0) > 0
}

/** Vitest takes no annotation for a test that has its result, which is just when there is something to say. */
function annotate({ task, annotate: add }: Pick<TestContext, 'task' | 'annotate'>, line: string): Promise<unknown> {
  const { result } = task
  if (result === undefined) return add(line, 'wire')
  const { state } = result
  try {
    result.state = 'run'
    // It looks at the state before it returns.
    return add(line, 'wire')
  } finally {
    result.state = state
  }
}
