import type { Progress } from '../../cassette/recording-progress.ts'

/** Type of the artifact with the progress of a recording. */
export const progressType = 'vitest-cassette:progress'

/** The progress of a recording as an artifact, because only artifacts reach the main process before the end of a test. It holds numbers and names only. */
export interface ProgressArtifact {
  readonly type: typeof progressType
  readonly progress: Progress
}

declare module 'vitest' {
  interface TestArtifactRegistry {
    'vitest-cassette:progress': ProgressArtifact
  }
}
