/**
 * Numbers of requests by host, with the port where it is no default one.
 *
 * @see docs/reporter.md#other-traffic
 */
export type CountsByHost = Readonly<Record<string, number>>

/**
 * Requests that no cassette holds.
 *
 * @see docs/reporter.md#other-traffic
 */
export interface OtherTraffic {
  /** Sent to the network, and not recorded. */
  readonly passedThrough?: CountsByHost
  /** Answered with 204, because of the option `drop`. */
  readonly dropped?: CountsByHost
  /** Refused by an offline run. */
  readonly refused?: CountsByHost
  /** Starts of clients that do not run on Node, by the client: nobody sees their requests. */
  readonly nativeClients?: CountsByHost
}

/** The counts of a test file. */
export interface CountedTraffic extends OtherTraffic {
  /** Connections to providers that were really opened, whatever asked for them. */
  readonly providerConnections?: CountsByHost
}

/** Key of the other traffic of a test file in the `meta` of its Vitest task. */
export const otherTrafficKey = 'vitestCassetteOtherTraffic'

/** Adds up the other traffic of several test files. */
export function addOtherTraffic(all: readonly CountedTraffic[]): CountedTraffic {
  const sum: Record<string, Record<string, number>> = {}
  for (const [kind, counts] of all.flatMap((one) => Object.entries(one) as Array<[string, CountsByHost]>)) {
    const hosts = (sum[kind] ??= {})
    for (const [host, count] of Object.entries(counts)) hosts[host] = (hosts[host] ?? 0) + count
  }
  return sum
}
