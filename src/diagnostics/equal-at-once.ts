import type { Exchange } from './exchange.ts'

/**
 * Whether a test made the same request in the same lane again before the first one was answered. Such requests can swap
 * their answers in a replay, when the app does not make them in the order of the recording.
 */
export function hasEqualAtOnce(exchanges: readonly Exchange[]): boolean {
  const groups = Map.groupBy(exchanges, ({ key, lane }) => `${key} ${lane}`)
  return [...groups.values()].some((equal) =>
    equal.some(({ startedAt }, index) => {
      const before = equal[index - 1]
      return before !== undefined && (before.end === undefined || before.end.at > startedAt)
    }),
  )
}
