import type { TestModule } from 'vitest/node'
import {
  addOtherTraffic,
  otherTrafficKey,
  type CountedTraffic,
  type CountsByHost,
  type OtherTraffic,
} from '../../cassette/other-traffic.ts'
import { counted, number } from '../../util/counts.ts'
import type { SummaryRow } from '../shared/summary-row.ts'
import { reportsOf } from './reports-of.ts'

/** The requests of a run that no cassette holds. */
export function otherTrafficOf(modules: readonly TestModule[]): OtherTraffic {
  const { providerConnections: _, ...otherTraffic } = countedTrafficOf(modules)
  return otherTraffic
}

/** The connections to providers that a run has really opened. */
export function providerConnectionsOf(modules: readonly TestModule[]): CountsByHost {
  return countedTrafficOf(modules).providerConnections ?? {}
}

function countedTrafficOf(modules: readonly TestModule[]): CountedTraffic {
  return addOtherTraffic(
    modules.flatMap((module) => (module.meta() as { [otherTrafficKey]?: CountedTraffic })[otherTrafficKey] ?? []),
  )
}

/** The proof of a replay: it opens no connections to providers. A run with live calls has no such row. */
export function providerConnectionsRow(modules: readonly TestModule[]): SummaryRow[] {
  const reports = modules.flatMap(reportsOf)
  const isReplay = reports.every(({ tally }) => Object.keys(tally.live).length === 0)
  if (reports.length === 0 || !isReplay) return []
  const counts = providerConnectionsOf(modules)
  const hosts = hostsText(counts)
  return [{ label: 'Provider connections', text: `${number(totalOf(counts))}${hosts === '' ? '' : ` (${hosts})`}` }]
}

/** Adds up the counts of all hosts. */
export function totalOf(counts: CountsByHost): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

/** One row for each fate of such requests. */
export function otherTrafficRows({ passedThrough, dropped, refused, nativeClients }: OtherTraffic): SummaryRow[] {
  return [
    ...row('Passed through', passedThrough, 'include them to record'),
    ...row('Refused', refused, 'the run is offline'),
    ...row('Dropped', dropped, 'telemetry, neither sent nor recorded'),
    ...row('Not seen', nativeClients, 'outside of Node: wrap the call, or give it a server of the test'),
  ]
}

/** Hosts that are named before the rest is only counted. */
const shown = 5

function row(label: string, counts: CountsByHost = {}, hint: string): SummaryRow[] {
  const hosts = hostsText(counts)
  return hosts === '' ? [] : [{ label, text: `${hosts}   ${hint}` }]
}

function hostsText(counts: CountsByHost): string {
  const hosts = Object.entries(counts).sort((a, b) => b[1] - a[1])
  const named = hosts.slice(0, shown).map(([host, count]) => `${host} ${number(count)}`)
  const more = hosts.length > shown ? ` and ${counted(hosts.length - shown, 'more host')}` : ''
  return `${named.join(', ')}${more}`
}
