import type { ActiveMode } from './mode.ts'

/**
 * Result of looking up a request: found, found among the interactions that a killed recording left, no such key, or all
 * with that key already played.
 */
export type Verdict = 'hit' | 'recovered' | 'miss' | 'exhausted'

/**
 * How a request is answered:
 * - `replay`: with the interaction that was found, or with the last one of those that are all played;
 * - `record`: by the provider;
 * - `record-or-replay`: by the provider, or, when it cannot be reached, with the interaction that was found;
 * - `refuse`: with an error, and the test fails.
 */
export type Action = 'replay' | 'record' | 'record-or-replay' | 'refuse'

/** The options and the age that a decision depends on. */
export interface Circumstances {
  readonly onExhausted: 'fail' | 'repeat-last'
  readonly onStale: 'warn' | 'fail' | 'record'
  readonly fallback: 'never' | 'before-first-byte'
  /** The interaction that was found is older than `maxAge`. */
  readonly isStale: boolean
}

/** The whole policy, as one table: nobody else decides. */
export function decide(
  mode: ActiveMode,
  verdict: Verdict,
  { onExhausted, onStale, fallback, isStale }: Circumstances,
): Action {
  const table: Record<ActiveMode, Record<Verdict, Action>> = {
    replay: {
      hit: 'replay',
      recovered: 'replay',
      miss: 'refuse',
      exhausted: onExhausted === 'repeat-last' ? 'replay' : 'refuse',
    },
    record: {
      hit: isStale && onStale === 'record' ? 'record' : 'replay',
      recovered: 'replay',
      miss: 'record',
      exhausted: 'record',
    },
    refresh: {
      hit: fallback === 'never' ? 'record' : 'record-or-replay',
      recovered: 'replay',
      miss: 'record',
      exhausted: 'record',
    },
  }
  return table[mode][verdict]
}
