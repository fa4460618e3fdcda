import type { BudgetExceededError } from './budget-exceeded-error.ts'
import type { CassetteConfigError } from './cassette-config-error.ts'
import type { CassetteContextError } from './cassette-context-error.ts'
import type { CassetteExhaustedError } from './cassette-exhausted-error.ts'
import type { CassetteFormatError } from './cassette-format-error.ts'
import type { CassetteGuardrailError } from './cassette-guardrail-error.ts'
import type { CassetteMissError } from './cassette-miss-error.ts'
import type { CassetteNormalizerError } from './cassette-normalizer-error.ts'
import type { CassettePlaceholderError } from './cassette-placeholder-error.ts'
import type { CassetteRecordingError } from './cassette-recording-error.ts'
import type { CassetteRedactorError } from './cassette-redactor-error.ts'
import type { CassetteStaleError } from './cassette-stale-error.ts'
import type { CassetteStartError } from './cassette-start-error.ts'
import type { CassetteStepError } from './cassette-step-error.ts'
import type { CassetteDuplexError } from './cassette-duplex-error.ts'
import type { CassetteUnseenError } from './cassette-unseen-error.ts'
import type { CassetteUnusedError } from './cassette-unused-error.ts'
import type { CassetteWebSocketError } from './cassette-web-socket-error.ts'
import type { CassetteWrapError } from './cassette-wrap-error.ts'
import type { CassetteWriteError } from './cassette-write-error.ts'
import type { OfflineRequestError } from './offline-request-error.ts'
import type { UnapprovedE2EError } from './unapproved-e2e-error.ts'
import type { UnsafeCassetteError } from './unsafe-cassette-error.ts'

/**
 * Any error of this package: its `code` tells which.
 *
 * @see docs/errors.md
 */
export type AnyCassetteError =
  | BudgetExceededError
  | CassetteConfigError
  | CassetteContextError
  | CassetteExhaustedError
  | CassetteFormatError
  | CassetteGuardrailError
  | CassetteMissError
  | CassetteNormalizerError
  | CassettePlaceholderError
  | CassetteRecordingError
  | CassetteRedactorError
  | CassetteStaleError
  | CassetteStartError
  | CassetteStepError
  | CassetteDuplexError
  | CassetteUnseenError
  | CassetteUnusedError
  | CassetteWebSocketError
  | CassetteWrapError
  | CassetteWriteError
  | OfflineRequestError
  | UnapprovedE2EError
  | UnsafeCassetteError

/**
 * The codes of all errors: see docs/errors.md.
 *
 * @see docs/errors.md
 */
export type CassetteErrorCode = AnyCassetteError['code']

/**
 * The error of a code.
 *
 * @see docs/errors.md
 */
export type CassetteErrorOf<Code extends CassetteErrorCode> = Extract<AnyCassetteError, { readonly code: Code }>

/**
 * Whether `error` is an error of this package, or the one of this code. It also recognises an error of another process
 * or module instance, which `instanceof` does not.
 *
 * @example
 * if (isCassetteError(error, 'CASSETTE_MISS')) console.log(error.fields.asked.call)
 * @see docs/errors.md
 */
export function isCassetteError<Code extends CassetteErrorCode>(
  error: unknown,
  code: Code,
): error is CassetteErrorOf<Code>
export function isCassetteError(error: unknown): error is AnyCassetteError
export function isCassetteError(error: unknown, code?: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  // `errors.filter(isCassetteError)` passes the place in the list as the second argument.
  if (typeof code === 'string') return error.code === code
  return typeof error.code === 'string' && error.code.startsWith('CASSETTE_')
}
