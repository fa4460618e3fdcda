import type { TestAttachment, TestContext } from 'vitest'
import type { Diagnostics } from '../../diagnostics/diagnose.ts'
import { artifactType } from '../shared/diagnostics-artifact.ts'
import type { AttemptPage } from './end/attempt-page.ts'
import type { VitestApi } from './vitest-api.ts'

/** Publishes diagnostics with the test: as an artifact, and as a line that Vitest prints under its errors. */
export async function explain(
  context: Pick<TestContext, 'task' | 'annotate'> & Pick<VitestApi, 'recordArtifact'>,
  { runId, attempt }: { readonly runId: string; readonly attempt: number },
  diagnostics: Diagnostics,
  line: string | undefined,
): Promise<void> {
  const testId = `${runId}/${context.task.id}`
  const attemptId = `${testId}/${attempt}`
  await context.recordArtifact(context.task, { type: artifactType, runId, testId, attemptId, attempt, diagnostics })
  // A later attempt may pass, and cannot remove this line.
  if (line !== undefined) await annotate(context, 'wire', ofAttempt(context, attempt, line))
}

/**
 * Attaches the page of a failed test to the test, for every report of Vitest that shows attachments. It goes there as text:
 * of a file Vitest would leave a copy, and the reports of shards would name a file of another machine.
 */
export async function attachPage(
  context: Pick<TestContext, 'task' | 'annotate'>,
  attempt: number,
  { shown, text }: AttemptPage,
): Promise<void> {
  const page = { body: Buffer.from(text).toString('base64'), contentType: 'text/html' }
  await annotate(context, 'page', ofAttempt(context, attempt, shown), page)
}

function ofAttempt(context: Pick<TestContext, 'task'>, attempt: number, text: string): string {
  return isOneOfSeveral(context, attempt) ? `attempt ${attempt}: ${text}` : text
}

function isOneOfSeveral({ task }: Pick<TestContext, 'task'>, attempt: number): boolean {
  const { retry, repeats } = task
  const retries = typeof retry === 'object' ? retry.count : retry
  return attempt > 1 || (retries ?? 0) > 0 || (repeats ?? 0) > 0
}

/** Vitest takes no annotation for a test that has its result, and only then is there a line. */
function annotate(
  { task, annotate: add }: Pick<TestContext, 'task' | 'annotate'>,
  type: string,
  line: string,
  attachment?: TestAttachment,
): Promise<unknown> {
  const { result } = task
  if (result === undefined) return add(line, type, attachment)
  const { state } = result
  try {
    result.state = 'run'
    // `annotate` reads the state before it returns.
    return add(line, type, attachment)
  } finally {
    result.state = state
  }
}
