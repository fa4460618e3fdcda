import type { Random } from './random.ts'

/** What a process of the run does to itself, see the preload of the project. */
export interface SelfKill {
  /** The function of `node:fs` at which it kills the run, when it is called for the nth time on a file of ours. */
  readonly operation?: string
  readonly time?: number
  readonly when?: 'before' | 'halfway' | 'after'
  /** Milliseconds by which the clock is off after its first calls. */
  readonly clock: number
}

/** Where one run is killed, if it gets there. */
export interface KillPoint {
  readonly self: SelfKill
  /** Kills it so many milliseconds after the nth request of the run. */
  readonly request?: { readonly nth: number; readonly delay: number }
  /** Kills it so many milliseconds after its start. */
  readonly age?: number
}

const day = 24 * 60 * 60 * 1000

/**
 * How often each operation comes, about, in a worker that records a whole file. Those that a file can be cut or missed by
 * stand twice.
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

/** A point in any stage of a recording run: mostly where it works on files, also where it waits for the provider or starts. */
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

/** A run that nobody kills. */
export const noKill: KillPoint = { self: { clock: 0 } }
