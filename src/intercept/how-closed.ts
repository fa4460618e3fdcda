import type { CloseListener } from '../answer/call.ts'
import { isAbortSignalFiring, isTimerOfPackage } from './internals/node-internals.ts'
import { isUndiciNotice } from './internals/undici-internals.ts'

/** Codes of undici's timeouts for a silent provider. */
const timeouts: readonly unknown[] = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']

/** Says whether undici has ended a request because the provider was silent for longer than its client waits. */
export function isSilenceTimeout(error: Error): boolean {
  return 'code' in error && timeouts.includes(error.code)
}

/**
 * Tells how a client ends its request now. SDKs abort their request in a timer of theirs, without a reason; an app that
 * aborts in a timer has a function of its own on the stack.
 *
 * @param error the client's own error, if it has one.
 */
export function howClosed(error?: Error | null): Parameters<CloseListener> {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown }
  const isTimeout = name === 'TimeoutError' || timeouts.includes(code)
  const isSignal = isAbortSignalFiring()
  if (!isTimeout && !isSignal) return ['closed']
  return [isTimeout || isTimerOfPackage() ? 'timed-out' : 'aborted', ...reasonOf(error)]
}

/** The reason that the app gave. `node:http` wraps it, and undici closes with an error that says nothing. */
function reasonOf(error: Error | null | undefined): [reason: Error] | [] {
  if (!(error instanceof Error) || isUndiciNotice(error)) return []
  return [error.name === 'AbortError' && error.cause instanceof Error ? error.cause : error]
}
