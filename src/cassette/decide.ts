import type { Mode } from './mode.ts'

/**
 * Result of looking up a request: found, found among the interactions that a killed recording left, no such key, or all
 * with that key already played.
 */
export type Verdict = 'hit' | 'recovered' | 'miss' | 'exhausted'

/** How the request is answered. */
export type Action = 'replay' | 'live' | 'refuse'

const table: Record<Exclude<Mode, 'off'>, Record<Verdict, Action>> = {
  replay: { hit: 'replay', recovered: 'replay', miss: 'refuse', exhausted: 'refuse' },
  record: { hit: 'replay', recovered: 'replay', miss: 'live', exhausted: 'live' },
  refresh: { hit: 'live', recovered: 'replay', miss: 'live', exhausted: 'live' },
}

/** The whole policy: nobody else decides. */
export function decide(mode: Exclude<Mode, 'off'>, verdict: Verdict): Action {
  return table[mode][verdict]
}
