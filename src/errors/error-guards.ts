import { isCassetteError, type CassetteErrorCode, type CassetteErrorOf } from './is-cassette-error.ts'

/** Whether `error` is the error of one code. */
type Guard<Code extends CassetteErrorCode> = (error: unknown) => error is CassetteErrorOf<Code>

function guard<Code extends CassetteErrorCode>(code: Code): Guard<Code> {
  return (error) => isCassetteError(error, code)
}

export const isBudgetExceededError: Guard<'CASSETTE_BUDGET'> = guard('CASSETTE_BUDGET')
export const isCassetteConfigError: Guard<'CASSETTE_CONFIG'> = guard('CASSETTE_CONFIG')
export const isCassetteContextError: Guard<'CASSETTE_CONTEXT'> = guard('CASSETTE_CONTEXT')
export const isCassetteExhaustedError: Guard<'CASSETTE_EXHAUSTED'> = guard('CASSETTE_EXHAUSTED')
export const isCassetteFormatError: Guard<'CASSETTE_FORMAT'> = guard('CASSETTE_FORMAT')
export const isCassetteGuardrailError: Guard<'CASSETTE_GUARDRAIL'> = guard('CASSETTE_GUARDRAIL')
export const isCassetteMissError: Guard<'CASSETTE_MISS'> = guard('CASSETTE_MISS')
export const isCassetteNormalizerError: Guard<'CASSETTE_NORMALIZER'> = guard('CASSETTE_NORMALIZER')
export const isCassetteRecordingError: Guard<'CASSETTE_RECORDING'> = guard('CASSETTE_RECORDING')
export const isCassetteRedactorError: Guard<'CASSETTE_REDACTOR'> = guard('CASSETTE_REDACTOR')
export const isCassetteStaleError: Guard<'CASSETTE_STALE'> = guard('CASSETTE_STALE')
export const isCassetteStartError: Guard<'CASSETTE_START'> = guard('CASSETTE_START')
export const isCassetteStepError: Guard<'CASSETTE_STEP'> = guard('CASSETTE_STEP')
export const isCassetteUnusedError: Guard<'CASSETTE_UNUSED'> = guard('CASSETTE_UNUSED')
export const isCassetteWebSocketError: Guard<'CASSETTE_WEB_SOCKET'> = guard('CASSETTE_WEB_SOCKET')
export const isCassetteWrapError: Guard<'CASSETTE_WRAP'> = guard('CASSETTE_WRAP')
export const isCassetteWriteError: Guard<'CASSETTE_WRITE'> = guard('CASSETTE_WRITE')
export const isOfflineRequestError: Guard<'CASSETTE_OFFLINE'> = guard('CASSETTE_OFFLINE')
export const isUnapprovedE2EError: Guard<'CASSETTE_UNAPPROVED_E2E'> = guard('CASSETTE_UNAPPROVED_E2E')
export const isUnsafeCassetteError: Guard<'CASSETTE_UNSAFE'> = guard('CASSETTE_UNSAFE')
