import type { Interaction } from '../cassette/interaction.ts'
import type { FoundSecret } from '../errors/unsafe-cassette-error.ts'
import type { Scan } from './scan.ts'

/** What the scan finds in the interactions of one cassette, each of which is scanned once. */
export class InteractionScans {
  readonly #scan: Scan
  readonly #scans = new Map<Interaction, Promise<FoundSecret[]>>()

  constructor(scan: Scan) {
    this.#scan = scan
  }

  /**
   * Begins to scan what was recorded.
   *
   * @param whenSafe called when nothing was found.
   */
  start(interaction: Interaction, whenSafe: () => void): void {
    this.#scans.set(interaction, this.#scanThen(interaction, whenSafe))
  }

  /**
   * Resolves with all that was found, by its place in the cassette, when every scan has ended.
   *
   * @param isEveryone scans those too that were not recorded now: what stands in the file is written again with the rest.
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
