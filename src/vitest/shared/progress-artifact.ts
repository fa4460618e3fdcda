import type { Progress } from '../../cassette/recording-progress.ts'

/** Type of the artifact that tells how far a test has come that is being recorded. */
export const progressType = 'vitest-cassette:progress'

/** Recorded while the test runs, since only artifacts reach the main process before its end. Numbers and names only. */
export interface ProgressArtifact {
  readonly type: typeof progressType
  readonly progress: Progress
}

declare module 'vitest' {
  interface TestArtifactRegistry {
    'vitest-cassette:progress': ProgressArtifact
  }
}
