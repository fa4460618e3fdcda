import type { StoredFailure } from '../cassette/interaction.ts'

/** Hears what of a body reaches the client, and how that ends. */
export interface Delivery {
  piece(size: number): void
  complete(): void
  failed(failure: StoredFailure): void
  /** The client wants no more of it. */
  closed(): void
}
