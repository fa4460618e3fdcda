export { CassetteError } from './cassette-error.ts'
export {
  isCassetteError,
  type AnyCassetteError,
  type CassetteErrorCode,
  type CassetteErrorOf,
} from './is-cassette-error.ts'
export * from './error-guards.ts'
export { BudgetExceededError } from './budget-exceeded-error.ts'
export { CassetteConfigError } from './cassette-config-error.ts'
export { CassetteContextError } from './cassette-context-error.ts'
export { CassetteExhaustedError } from './cassette-exhausted-error.ts'
export { CassetteFormatError } from './cassette-format-error.ts'
export { CassetteGuardrailError } from './cassette-guardrail-error.ts'
export { CassetteMissError } from './cassette-miss-error.ts'
export { CassetteNormalizerError } from './cassette-normalizer-error.ts'
export { CassetteRecordingError } from './cassette-recording-error.ts'
export { CassetteRedactorError } from './cassette-redactor-error.ts'
export { CassetteStaleError } from './cassette-stale-error.ts'
export { CassetteStartError } from './cassette-start-error.ts'
export { CassetteStepError } from './cassette-step-error.ts'
export { CassetteUnusedError } from './cassette-unused-error.ts'
export { CassetteWebSocketError } from './cassette-web-socket-error.ts'
export { CassetteWrapError } from './cassette-wrap-error.ts'
export { CassetteWriteError } from './cassette-write-error.ts'
export { OfflineRequestError } from './offline-request-error.ts'
export { UnapprovedE2EError } from './unapproved-e2e-error.ts'
export { UnsafeCassetteError } from './unsafe-cassette-error.ts'
