import { join } from 'node:path'
import type { TestModule } from 'vitest/node'
import { reportKey, type CassetteReport } from '../../cassette/test-report.ts'
import { shownPath } from '../../store/paths.ts'
import type { CommandSettings } from '../shared/rerun-command.ts'
import { settingsOf } from '../shared/settings-of.ts'

/** The report about the cassette of a test or a file, with its place in the run. */
export interface PlacedReport extends CassetteReport {
  /** Where it comes from; absent where the project has no plugin. */
  readonly origin?: { readonly file: string; readonly settings: CommandSettings }
}

/**
 * The reports that a test file and its tests published about their cassettes. Paths begin in the folder in which the run was
 * started, so that two packages of a workspace look different; those of quotes are absolute.
 */
export function reportsOf(module: TestModule): PlacedReport[] {
  const metas = [module.meta(), ...[...module.children.allTests()].map((test) => test.meta())] as object[]
  const reports = metas
    .map((meta) => (meta as Record<string, CassetteReport | undefined>)[reportKey])
    .filter((report) => report !== undefined)
  const settings = settingsOf(module)
  if (settings === undefined) return reports
  const { root, startedIn } = settings
  const origin = { file: module.moduleId, settings }
  const shown = (path: string): string => shownPath(startedIn, join(root, path))
  return reports.map((report) => ({
    ...report,
    origin,
    cassette: shown(report.cassette),
    ...(report.keptAt !== undefined && { keptAt: shown(report.keptAt) }),
    ...(report.answers && { answers: withAbsolute(report.answers, root) }),
    ...(report.takenFrom !== undefined && { takenFrom: shown(report.takenFrom) }),
    ...(report.drift && { drift: withAbsolute(report.drift, root) }),
    ...(report.warnings && { warnings: report.warnings.map((warning) => withAbsolute(warning, root)) }),
  }))
}

function withAbsolute<T extends { readonly quotesAt?: string }>(part: T, root: string): T {
  return part.quotesAt === undefined ? part : { ...part, quotesAt: join(root, part.quotesAt) }
}
