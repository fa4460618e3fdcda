import { recordArtifact, type TestContext } from 'vitest'
import type { Diagnostics } from '../../diagnostics/diagnose.ts'
import { artifactType } from '../diagnostics-artifact.ts'

/** Puts what happened on the wire beside the test: as an artifact, and as a line that Vitest prints under its errors. */
export async function explain(
  context: Pick<TestContext, 'task' | 'annotate'>,
  diagnostics: Diagnostics,
  line: string | undefined,
): Promise<void> {
  await recordArtifact(context.task, { type: artifactType, diagnostics })
  if (line !== undefined) await annotate(context, line)
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
