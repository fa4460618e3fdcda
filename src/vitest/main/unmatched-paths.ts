import type { TestModule, Vitest } from 'vitest/node'
import type { SummaryRow } from '../shared/summary-row.ts'
import { reportsOf } from './reports-of.ts'

/**
 * Rows about paths of `ignore` that matched nothing in any test and are probably mistyped. Only a run of all tests shows
 * them: a partial run may not make the request for a path.
 */
export async function unmatchedRows(vitest: Vitest, modules: readonly TestModule[]): Promise<SummaryRow[]> {
  const nearest = new Map<string, string | undefined>()
  const matched = new Set<string>()
  for (const { ignored = {} } of modules.flatMap(reportsOf)) {
    for (const [path, report] of Object.entries(ignored)) {
      if (report.matches > 0) matched.add(path)
      else nearest.set(path, nearest.get(path) ?? report.nearest)
    }
  }
  const rows = [...nearest]
    .filter(([path]) => !matched.has(path))
    .map(([path, place]) => ({
      label: 'Ignore',
      text: `"${path}" matched nothing.${place === undefined ? '' : ` Did you mean "${place}"?`}`,
    }))
  return rows.length > 0 && (await isWhole(vitest, modules)) ? rows : []
}

async function isWhole(vitest: Vitest, modules: readonly TestModule[]): Promise<boolean> {
  if (vitest.config.testNamePattern !== undefined) return false
  const all = await vitest.globTestSpecifications()
  return all.every(({ moduleId }) => modules.some((module) => module.moduleId === moduleId))
}
