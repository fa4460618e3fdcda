import type { TestModule } from 'vitest/node'
import { addOtherTraffic, otherTrafficKey, type CountsByHost, type OtherTraffic } from '../../cassette/other-traffic.ts'
import { number } from '../../util/counts.ts'
import type { SummaryRow } from '../shared/summary-row.ts'

/** The requests of a run that no cassette holds. */
export function otherTrafficOf(modules: readonly TestModule[]): OtherTraffic {
  return addOtherTraffic(
    modules.flatMap((module) => (module.meta() as { [otherTrafficKey]?: OtherTraffic })[otherTrafficKey] ?? []),
  )
}

/** One row for each fate of such requests. */
export function otherTrafficRows({ passedThrough, dropped, refused }: OtherTraffic): SummaryRow[] {
  return [
    ...row('Passed through', passedThrough, 'include them to record'),
    ...row('Refused', refused, 'the run is offline'),
    ...row('Dropped', dropped, 'telemetry, neither sent nor recorded'),
  ]
}

/** Hosts that are named before the rest is only counted. */
const shown = 5

function row(label: string, counts: CountsByHost = {}, hint: string): SummaryRow[] {
  const hosts = Object.entries(counts).sort((a, b) => b[1] - a[1])
  if (hosts.length === 0) return []
  const named = hosts.slice(0, shown).map(([host, count]) => `${host} ${number(count)}`)
  const more = hosts.length > shown ? ` and ${number(hosts.length - shown)} more hosts` : ''
  return [{ label, text: `${named.join(', ')}${more}   ${hint}` }]
}
