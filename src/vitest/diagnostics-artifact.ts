import type { Diagnostics } from '../diagnostics/diagnose.ts'

/** Type of the artifact that tells what happened in the traffic of a test. */
export const artifactType = 'vitest-cassette:diagnostics'

/** What happened in the traffic of a test, as an artifact of Vitest: it reaches every reporter, and blob reports. */
export interface DiagnosticsArtifact {
  readonly type: typeof artifactType
  readonly diagnostics: Diagnostics
}

declare module 'vitest' {
  interface TestArtifactRegistry {
    'vitest-cassette': DiagnosticsArtifact
  }
}
