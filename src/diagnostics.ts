// The artifact of a test
export { artifactType, type DiagnosticsArtifact } from './vitest/shared/diagnostics-artifact.ts'

// The diagnostics in it
export { diagnosticsSchema } from './diagnostics/diagnostics-schema.ts'
export type { Diagnostics } from './diagnostics/diagnose.ts'
export type { Classification } from './diagnostics/classify.ts'
export type { RetryReason, RetrySafety } from './diagnostics/retry-safety.ts'
export type { ApiError, ApiErrorKind } from './diagnostics/api-error.ts'
export type { Lifecycle, ToolEffect } from './diagnostics/exchange.ts'
export type { Evidence, EvidenceSource, EvidenceType } from './diagnostics/evidence.ts'
export type { Omission } from './diagnostics/bound-evidence.ts'
export type { Phase } from './diagnostics/phase.ts'
export type { Fingerprint } from './diagnostics/sanitize.ts'
export type { TerminalType } from './diagnostics/evidence.ts'
export type { Usage } from './cassette/usage.ts'
