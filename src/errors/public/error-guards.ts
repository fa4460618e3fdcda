import { isCassetteError, type CassetteErrorCode, type CassetteErrorOf } from '../is-cassette-error.ts'

/** Whether `error` is the error of one code. */
type Guard<Code extends CassetteErrorCode> = (error: unknown) => error is CassetteErrorOf<Code>

function guard<Code extends CassetteErrorCode>(code: Code): Guard<Code> {
  return (error) => isCassetteError(error, code)
}

/**
 * Whether `error` is a {@link BudgetExceededError}.
 *
 * @see docs/errors.md#cassette_budget
 */
export const isBudgetExceededError: Guard<'CASSETTE_BUDGET'> = guard('CASSETTE_BUDGET')

/**
 * Whether `error` is a {@link CassetteConfigError}.
 *
 * @see docs/errors.md#cassette_config
 */
export const isCassetteConfigError: Guard<'CASSETTE_CONFIG'> = guard('CASSETTE_CONFIG')

/**
 * Whether `error` is a {@link CassetteContextError}.
 *
 * @see docs/errors.md#cassette_context
 */
export const isCassetteContextError: Guard<'CASSETTE_CONTEXT'> = guard('CASSETTE_CONTEXT')

/**
 * Whether `error` is a {@link CassetteExhaustedError}.
 *
 * @see docs/errors.md#cassette_exhausted
 */
export const isCassetteExhaustedError: Guard<'CASSETTE_EXHAUSTED'> = guard('CASSETTE_EXHAUSTED')

/**
 * Whether `error` is a {@link CassetteFormatError}.
 *
 * @see docs/errors.md#cassette_format
 */
export const isCassetteFormatError: Guard<'CASSETTE_FORMAT'> = guard('CASSETTE_FORMAT')

/**
 * Whether `error` is a {@link CassetteGuardrailError}.
 *
 * @see docs/errors.md#cassette_guardrail
 */
export const isCassetteGuardrailError: Guard<'CASSETTE_GUARDRAIL'> = guard('CASSETTE_GUARDRAIL')

/**
 * Whether `error` is a {@link CassetteMissError}.
 *
 * @see docs/errors.md#cassette_miss
 */
export const isCassetteMissError: Guard<'CASSETTE_MISS'> = guard('CASSETTE_MISS')

/**
 * Whether `error` is a {@link CassetteNormalizerError}.
 *
 * @see docs/errors.md#cassette_normalizer
 */
export const isCassetteNormalizerError: Guard<'CASSETTE_NORMALIZER'> = guard('CASSETTE_NORMALIZER')

/**
 * Whether `error` is a {@link CassetteRecordingError}.
 *
 * @see docs/errors.md#cassette_recording
 */
export const isCassetteRecordingError: Guard<'CASSETTE_RECORDING'> = guard('CASSETTE_RECORDING')

/**
 * Whether `error` is a {@link CassettePlaceholderError}.
 *
 * @see docs/errors.md#cassette_placeholder
 */
export const isCassettePlaceholderError: Guard<'CASSETTE_PLACEHOLDER'> = guard('CASSETTE_PLACEHOLDER')

/**
 * Whether `error` is a {@link CassetteRedactorError}.
 *
 * @see docs/errors.md#cassette_redactor
 */
export const isCassetteRedactorError: Guard<'CASSETTE_REDACTOR'> = guard('CASSETTE_REDACTOR')

/**
 * Whether `error` is a {@link CassetteStaleError}.
 *
 * @see docs/errors.md#cassette_stale
 */
export const isCassetteStaleError: Guard<'CASSETTE_STALE'> = guard('CASSETTE_STALE')

/**
 * Whether `error` is a {@link CassetteStartError}.
 *
 * @see docs/errors.md#cassette_start
 */
export const isCassetteStartError: Guard<'CASSETTE_START'> = guard('CASSETTE_START')

/**
 * Whether `error` is a {@link CassetteStepError}.
 *
 * @see docs/errors.md#cassette_step
 */
export const isCassetteStepError: Guard<'CASSETTE_STEP'> = guard('CASSETTE_STEP')

/**
 * Whether `error` is a {@link CassetteDuplexError}.
 *
 * @see docs/errors.md#cassette_duplex
 */
export const isCassetteDuplexError: Guard<'CASSETTE_DUPLEX'> = guard('CASSETTE_DUPLEX')

/**
 * Whether `error` is a {@link CassetteUnseenError}.
 *
 * @see docs/errors.md#cassette_unseen
 */
export const isCassetteUnseenError: Guard<'CASSETTE_UNSEEN'> = guard('CASSETTE_UNSEEN')

/**
 * Whether `error` is a {@link CassetteUnusedError}.
 *
 * @see docs/errors.md#cassette_unused
 */
export const isCassetteUnusedError: Guard<'CASSETTE_UNUSED'> = guard('CASSETTE_UNUSED')

/**
 * Whether `error` is a {@link CassetteWebSocketError}.
 *
 * @see docs/errors.md#cassette_web_socket
 */
export const isCassetteWebSocketError: Guard<'CASSETTE_WEB_SOCKET'> = guard('CASSETTE_WEB_SOCKET')

/**
 * Whether `error` is a {@link CassetteWrapError}.
 *
 * @see docs/errors.md#cassette_wrap
 */
export const isCassetteWrapError: Guard<'CASSETTE_WRAP'> = guard('CASSETTE_WRAP')

/**
 * Whether `error` is a {@link CassetteWriteError}.
 *
 * @see docs/errors.md#cassette_write
 */
export const isCassetteWriteError: Guard<'CASSETTE_WRITE'> = guard('CASSETTE_WRITE')

/**
 * Whether `error` is an {@link OfflineRequestError}.
 *
 * @see docs/errors.md#cassette_offline
 */
export const isOfflineRequestError: Guard<'CASSETTE_OFFLINE'> = guard('CASSETTE_OFFLINE')

/**
 * Whether `error` is an {@link UnapprovedE2EError}.
 *
 * @see docs/errors.md#cassette_unapproved_e2e
 */
export const isUnapprovedE2EError: Guard<'CASSETTE_UNAPPROVED_E2E'> = guard('CASSETTE_UNAPPROVED_E2E')

/**
 * Whether `error` is an {@link UnsafeCassetteError}.
 *
 * @see docs/errors.md#cassette_unsafe
 */
export const isUnsafeCassetteError: Guard<'CASSETTE_UNSAFE'> = guard('CASSETTE_UNSAFE')
