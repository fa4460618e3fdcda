import type { Random } from './random.ts'

/** Faults that a process of the run injects into itself; see the preload of the project. */
export interface SelfKill {
  /** The function of `node:fs` that kills the run at its nth call on a file of this package. */
  readonly operation?: string
  readonly time?: number
  readonly when?: 'before' | 'halfway' | 'after'
  /** Error of the clock after its first calls, in milliseconds. */
  readonly clock: number
}

/** The point where a run is killed, if it gets there. */
export interface KillPoint {
  readonly self: SelfKill
  /** Kills the run a number of milliseconds after its nth request. */
  readonly request?: { readonly nth: number; readonly delay: number }
  /** Kills the run a number of milliseconds after its start. */
  readonly age?: number
}

const day = 24 * 60 * 60 * 1000

/**
 * Approximate number of each operation in a worker that records a whole file. Operations that can damage or lose a file
 * are listed twice.
 */
const operations: ReadonlyArray<readonly [name: string, times: number]> = [
  ['mkdirSync', 8],
  ['appendFileSync', 9],
  ['appendFileSync', 9],
  ['symlinkSync', 3],
  ['openSync', 6],
  ['writeFileSync', 7],
  ['writeFileSync', 7],
  ['fsyncSync', 6],
  ['closeSync', 6],
  ['renameSync', 6],
  ['renameSync', 6],
  ['rmSync', 6],
]

/** A point in any stage of a recording run: mostly during file operations, also at the start or while it waits. */
export function killPoint(random: Random): KillPoint {
  const clock = random.pick([0, 0, 0, day, -day, 400 * day])
  const kind = random.next()
  if (kind < 0.6) {
    const [operation, times] = random.pick(operations)
    const when = random.pick(['before', 'halfway', 'halfway', 'after'] as const)
    return { self: { operation, time: random.between(1, times), when, clock } }
  }
  if (kind < 0.9) return { self: { clock }, request: { nth: random.between(1, 18), delay: random.between(0, 30) } }
  return { self: { clock }, age: random.between(50, 1_200) }
}

/** A run without a kill. */
export const noKill: KillPoint = { self: { clock: 0 } }
