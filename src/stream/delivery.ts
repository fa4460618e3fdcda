import type { StoredFailure } from '../cassette/interaction.ts'

/** Listener for the delivery of a body to the client. */
export interface Delivery {
  piece(size: number): void
  complete(): void
  failed(failure: StoredFailure): void
  /** The client stopped reading. */
  closed(): void
}
