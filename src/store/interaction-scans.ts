import type { Interaction } from '../cassette/interaction.ts'
import type { FoundSecret } from '../errors/unsafe-cassette-error.ts'
import type { Scan } from './scan.ts'

/** The secret scans of one cassette. Each interaction is scanned once. */
export class InteractionScans {
  readonly #scan: Scan
  readonly #scans = new Map<Interaction, Promise<FoundSecret[]>>()

  constructor(scan: Scan) {
    this.#scan = scan
  }

  /**
   * Starts to scan a recorded interaction.
   *
   * @param whenSafe called when the scan found nothing.
   */
  start(interaction: Interaction, whenSafe: () => void): void {
    this.#scans.set(interaction, this.#scanThen(interaction, whenSafe))
  }

  /**
   * Resolves with all found secrets and their places in the cassette, when all scans have ended.
   *
   * @param isEveryone scans older interactions too: they are written again with the new ones.
   */
  async find(interactions: readonly Interaction[], isEveryone: boolean): Promise<FoundSecret[]> {
    if (isEveryone) {
      for (const interaction of interactions)
        if (!this.#scans.has(interaction)) this.#scans.set(interaction, this.#scan(interaction))
    }
    const found = await Promise.all(
      interactions.map((interaction) => this.#scans.get(interaction) ?? Promise.resolve([])),
    )
    return found.flatMap((secrets, index) =>
      secrets.map((secret) => ({ ...secret, at: `interactions[${index}].${secret.at}` })),
    )
  }

  async #scanThen(interaction: Interaction, whenSafe: () => void): Promise<FoundSecret[]> {
    const found = await this.#scan(interaction)
    if (found.length === 0) whenSafe()
    return found
  }
}
