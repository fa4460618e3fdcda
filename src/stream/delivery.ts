import type { StoredFailure } from '../cassette/interaction.ts'

/** Listener for the delivery of a body to the client. */
export interface Delivery {
  piece(size: number): void
  complete(): void
  failed(failure: StoredFailure): void
  /** The client stopped reading. */
  closed(): void
}

/** Listener for an answer that a client receives itself, from its own live call. */
export interface OwnDelivery {
  /** Waits until the next part may be handed to the client; `undefined` when it may be at once. */
  turn(): Promise<void> | undefined
  /** The client is handed a part, in this turn. */
  handOver(part: 'head' | 'piece' | 'end'): void
  /** The client leaves, in this turn. */
  leave(): void
}
