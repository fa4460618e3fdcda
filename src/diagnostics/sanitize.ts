import type { StoredFailure } from '../cassette/interaction.ts'

/**
 * An error without private data.
 *
 * @see docs/diagnostics.md#where-it-goes
 */
export interface Fingerprint {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly cause?: Omit<Fingerprint, 'cause'>
}

/** Replaces a text that may be private. */
export const redacted = 'redacted'

/** The only messages that are shown: they cannot hold private data. */
export const knownMessages = [
  'terminated',
  'aborted',
  'other side closed',
  'socket closed',
  'timeout',
  'rate_limit',
  'auth_failure',
  'tool_execution_aborted',
] as const

/** Names and codes of this form are shown. */
export const token: RegExp = /^[A-Za-z0-9_.:-]{1,80}$/

/** Name, message and code of an error and of its cause. */
export function fingerprintOf(failure: StoredFailure): Fingerprint {
  const own = withoutCause(failure)
  return failure.cause === undefined ? own : { ...own, cause: withoutCause(failure.cause) }
}

function withoutCause({ name, message, code }: StoredFailure): Omit<Fingerprint, 'cause'> {
  return {
    name: token.test(name) ? name : redacted,
    message: (knownMessages as readonly string[]).includes(message) ? message : redacted,
    ...(code !== undefined && { code: token.test(String(code)) ? String(code) : redacted }),
  }
}

/** A tool's name as a token of at most 80 characters; `redacted` when it may hold a secret, a path or an address. */
export function toolName(name: string): string {
  const trimmed = name.trim().slice(0, 80)
  if (/[/\\?]|:\/\/|token|secret|bearer|sk-|cookie|password/i.test(name)) return redacted
  return trimmed === '' ? 'unknown' : trimmed.replaceAll(/[^A-Za-z0-9_.:-]/g, '_')
}

/** A duration in whole milliseconds, never negative. */
export function duration(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds))
}
