import type { OtherTraffic } from '../cassette/other-traffic.ts'

/** Counts the requests of a test file that no cassette holds. */
export class OtherTrafficLog {
  #counts: { -readonly [Kind in keyof OtherTraffic]?: Record<string, number> } = {}

  count(kind: keyof OtherTraffic, { host }: Pick<URL, 'host'>): void {
    const hosts = (this.#counts[kind] ??= {})
    hosts[host] = (hosts[host] ?? 0) + 1
  }

  /** The counts since the last time; `undefined` when there are none. */
  take(): OtherTraffic | undefined {
    const counts = this.#counts
    this.#counts = {}
    return Object.keys(counts).length === 0 ? undefined : counts
  }
}
