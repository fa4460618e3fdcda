import type { CountedTraffic } from '../cassette/other-traffic.ts'

/** Counts the requests of a test file that no cassette holds, and its connections to providers. */
export class OtherTrafficLog {
  #counts: { -readonly [Kind in keyof CountedTraffic]?: Record<string, number> } = {}

  count(kind: keyof CountedTraffic, { host }: Pick<URL, 'host'>): void {
    const hosts = (this.#counts[kind] ??= {})
    hosts[host] = (hosts[host] ?? 0) + 1
  }

  /** The counts since the last time; `undefined` when there are none. */
  take(): CountedTraffic | undefined {
    const counts = this.#counts
    this.#counts = {}
    return Object.keys(counts).length === 0 ? undefined : counts
  }
}
