import type { Interaction, StoredRequest } from './interaction.ts'

/** The result of `take`. */
export type Taken =
  | { readonly verdict: 'hit'; readonly interaction: Interaction }
  | { readonly verdict: 'miss' }
  | { readonly verdict: 'exhausted'; readonly last: Interaction; readonly recorded: number; readonly asked: number }

/** An interaction that this attempt did not play. */
export interface Unused {
  /** Position in the file, from 1. */
  readonly position: number
  readonly interaction: Interaction
  /** How often the cassette holds its request in its lane, and how often this attempt made that request. */
  readonly recorded: number
  readonly asked: number
}

interface Entry {
  readonly interaction: Interaction
  /** Position in the order of this attempt's requests; `undefined` until this attempt plays or records it. */
  slot: number | undefined
}

interface Queue {
  readonly entries: Entry[]
  /** Index of the next unplayed entry. */
  next: number
  /** How often this attempt made the request. */
  asked: number
  /** Requests that are made, and have taken nothing yet. */
  expected: number
}

/**
 * The traffic of one test in memory. It takes and records in lanes, in constant time, and packs the interactions that
 * this attempt used.
 *
 * It knows neither files nor modes: `decide` holds the policy, and `src/store` reads and writes the disk.
 */
export class Cassette {
  #entries: Entry[]
  #queues: Map<string, Queue> | undefined
  #slots = 0
  readonly #keyOf: (request: StoredRequest) => string
  readonly #isReplayable: (interaction: Interaction) => boolean

  /**
   * @param keyOf returns the match key of a stored request. It is called once for each request, at the first `take`.
   * @param isReplayable says which interactions may be taken. The others stay in the cassette, unplayed.
   */
  constructor(
    interactions: readonly Interaction[],
    keyOf: (request: StoredRequest) => string,
    isReplayable: (interaction: Interaction) => boolean = () => true,
  ) {
    this.#entries = interactions.map((interaction) => ({ interaction, slot: undefined }))
    this.#keyOf = keyOf
    this.#isReplayable = isReplayable
  }

  /** Number of interactions, played or not. */
  get size(): number {
    return this.#entries.length
  }

  /** All interactions: those of the file in its order, then the new ones in the order of recording. */
  get interactions(): readonly Interaction[] {
    return this.#entries.map(({ interaction }) => interaction)
  }

  /** Number of the request, from 1, that played the interaction at an index of `interactions` in this attempt. */
  playedBy(index: number): number | undefined {
    const slot = this.#entries[index]?.slot
    return slot === undefined ? undefined : slot + 1
  }

  /** Replaces the interactions of a cassette that has played none. The reserved positions stay. */
  replace(interactions: readonly Interaction[]): void {
    this.#entries = interactions.map((interaction) => ({ interaction, slot: undefined }))
    this.#queues = undefined
  }

  /**
   * Says whether a request that is being made will have an answer. It may take the answer later.
   *
   * @param repeats whether the last answer of (lane, key) is given again.
   */
  expects(lane: string, key: string, repeats: boolean): boolean {
    const queue = this.#queue(lane, key)
    if (queue === undefined) return false
    queue.expected += 1
    return repeats || queue.next + queue.expected <= queue.entries.length
  }

  /** The interactions of (lane, key): position in the file, from 1, and number of the request that played each. */
  answers(lane: string, key: string): Array<{ readonly position: number; readonly playedBy: number | undefined }> {
    const entries = this.#queue(lane, key)?.entries ?? []
    return entries.map((entry) => {
      const index = this.#entries.indexOf(entry)
      return { position: index + 1, playedBy: this.playedBy(index) }
    })
  }

  /** Reserves the position of a request in the order of this attempt. Call it when the request arrives. */
  nextSlot(): number {
    return this.#slots++
  }

  /** Hands out the next unplayed interaction of (lane, key). */
  take(lane: string, key: string, slot: number): Taken {
    const queue = this.#queue(lane, key)
    if (queue === undefined) return { verdict: 'miss' }
    queue.asked += 1
    queue.expected = Math.max(queue.expected - 1, 0)
    const entry = queue.entries[queue.next]
    if (entry !== undefined) {
      queue.next += 1
      entry.slot = slot
      return { verdict: 'hit', interaction: entry.interaction }
    }
    const last = queue.entries.at(-1)
    if (last === undefined) return { verdict: 'miss' }
    return { verdict: 'exhausted', last: last.interaction, recorded: queue.entries.length, asked: queue.asked }
  }

  /** Hands out the interaction at an index of `interactions`, whatever its request is. It must be unplayed. */
  takeAt(index: number, slot: number): Interaction {
    const entry = this.#entries[index]!
    entry.slot = slot
    for (const queue of this.#index().values()) {
      const place = queue.entries.indexOf(entry)
      if (place === -1) continue
      // It counts as played, so it goes before the unplayed ones of its key.
      queue.entries.splice(place, 1)
      queue.entries.splice(queue.next, 0, entry)
      queue.next += 1
    }
    return entry.interaction
  }

  /** Adds an interaction as already played by the request that reserved `slot`. */
  record(interaction: Interaction, key: string, slot: number): void {
    const entry: Entry = { interaction, slot }
    // The index is made first: it would hold the entry as an unplayed one.
    const queue = this.#queueFor(interaction.lane, key)
    this.#entries.push(entry)
    // A recorded interaction counts as played, so it goes before the unplayed ones of its key.
    queue.entries.splice(queue.next, 0, entry)
    queue.next += 1
  }

  /**
   * Makes all interactions unplayed for the next attempt.
   *
   * @param isKept says which interactions the next attempt may take. The others are dropped.
   */
  rewind(isKept: (interaction: Interaction) => boolean = () => true): void {
    this.#slots = 0
    const size = this.#entries.length
    this.#entries = this.#entries.filter(({ interaction }) => isKept(interaction))
    if (this.#entries.length < size) this.#queues = undefined
    for (const entry of this.#entries) entry.slot = undefined
    for (const queue of this.#queues?.values() ?? []) {
      queue.next = 0
      queue.asked = 0
      queue.expected = 0
    }
  }

  /** The interactions that this attempt played or recorded, in the order of its requests. */
  pack(): Interaction[] {
    return this.#entries
      .filter((entry): entry is Entry & { slot: number } => entry.slot !== undefined)
      .sort((a, b) => a.slot - b.slot)
      .map(({ interaction }) => interaction)
  }

  /** The interactions that this attempt did not play. */
  unused(): Unused[] {
    const queues = new Map(
      [...(this.#queues?.values() ?? [])].flatMap((queue) => queue.entries.map((entry) => [entry, queue])),
    )
    return this.#entries.flatMap((entry, index) => {
      if (entry.slot !== undefined) return []
      const { entries = [], asked = 0 } = queues.get(entry) ?? {}
      return [{ position: index + 1, interaction: entry.interaction, recorded: entries.length, asked }]
    })
  }

  #queue(lane: string, key: string): Queue | undefined {
    return this.#index().get(queueName(lane, key))
  }

  #queueFor(lane: string, key: string): Queue {
    const index = this.#index()
    const name = queueName(lane, key)
    let queue = index.get(name)
    if (queue === undefined) index.set(name, (queue = { entries: [], next: 0, asked: 0, expected: 0 }))
    return queue
  }

  /** Computes the keys at the first request: a cassette that is only packed or counted does not need them. */
  #index(): Map<string, Queue> {
    if (this.#queues !== undefined) return this.#queues
    // All keys come first: when one cannot be computed, no incomplete index is left.
    const keys = this.#entries.map(({ interaction }) => this.#keyOf(interaction.request))
    this.#queues = new Map()
    for (const [index, entry] of this.#entries.entries()) {
      if (!this.#isReplayable(entry.interaction)) continue
      this.#queueFor(entry.interaction.lane, keys[index] ?? '').entries.push(entry)
    }
    return this.#queues
  }
}

function queueName(lane: string, key: string): string {
  return `${key} ${lane}`
}
