import type { Diagnostics } from '../../diagnostics/diagnose.ts'

/**
 * Type of the artifact with the diagnostics of a test.
 *
 * @see docs/diagnostics.md#where-it-goes
 */
export const artifactType = 'vitest-cassette:diagnostics'

/**
 * The diagnostics of a test as an artifact of Vitest, so that they reach all reporters and blob reports.
 *
 * @see docs/diagnostics.md#where-it-goes
 */
export interface DiagnosticsArtifact {
  readonly type: typeof artifactType
  /** Id of the run. It names the folder of the run, and the ids of the test and its attempt begin with it. */
  readonly runId: string
  readonly testId: string
  readonly attemptId: string
  /** Number of the attempt, from 1. Each attempt of a retried or repeated test may have one artifact. */
  readonly attempt: number
  readonly diagnostics: Diagnostics
}

/** Key of the number of the last attempt in the `meta` of a Vitest task. Absent for the first attempt. */
export const attemptKey = 'vitestCassetteAttempt'

declare module 'vitest' {
  interface TestArtifactRegistry {
    'vitest-cassette': DiagnosticsArtifact
  }
}
