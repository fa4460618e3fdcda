import type { Diagnostics } from '../../diagnostics/diagnose.ts'

/**
 * Type of the artifact that tells what happened in the traffic of a test.
 *
 * @see docs/diagnostics.md#where-it-goes
 */
export const artifactType = 'vitest-cassette:diagnostics'

/**
 * What happened in the traffic of a test, as an artifact of Vitest: it reaches every reporter, and blob reports.
 *
 * @see docs/diagnostics.md#where-it-goes
 */
export interface DiagnosticsArtifact {
  readonly type: typeof artifactType
  /** Of the run, which names its folder; the ids of the test and of its attempt begin with it. */
  readonly runId: string
  readonly testId: string
  readonly attemptId: string
  /** Number of the attempt, from 1: a test that is retried or repeated may have one artifact of each. */
  readonly attempt: number
  readonly diagnostics: Diagnostics
}

/** Under this name the number of the last attempt stands in the `meta` of a Vitest task, when it is not the first. */
export const attemptKey = 'vitestCassetteAttempt'

declare module 'vitest' {
  interface TestArtifactRegistry {
    'vitest-cassette': DiagnosticsArtifact
  }
}
