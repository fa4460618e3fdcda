import type { TestContext } from 'vitest'
import type { Progress } from '../../../cassette/recording-progress.ts'
import { progressType } from '../../shared/progress-artifact.ts'
import type { VitestApi } from '../vitest-api.ts'

/** Sends the progress of a test to the main process. Nothing waits for it, and nothing fails without it. */
export function sendProgress(
  { recordArtifact }: Pick<VitestApi, 'recordArtifact'>,
  task: TestContext['task'],
  progress: Progress,
): void {
  recordArtifact(task, { type: progressType, progress }).catch(() => {})
}
