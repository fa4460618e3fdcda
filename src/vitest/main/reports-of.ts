import { join } from 'node:path'
import type { TestModule } from 'vitest/node'
import { reportKey, type CassetteReport } from '../../cassette/test-report.ts'
import { settingsOf } from '../shared/settings-of.ts'

/** The reports that a test file and its tests published about their cassettes, with absolute paths of quotes. */
export function reportsOf(module: TestModule): CassetteReport[] {
  const root = settingsOf(module)?.root
  const metas = [module.meta(), ...[...module.children.allTests()].map((test) => test.meta())] as object[]
  return metas
    .map((meta) => (meta as Record<string, CassetteReport | undefined>)[reportKey])
    .filter((report) => report !== undefined)
    .map((report) => (root === undefined ? report : withAbsolute(report, root)))
}

function withAbsolute(report: CassetteReport, root: string): CassetteReport {
  const absolute = <T extends { readonly quotesAt?: string }>(part: T): T =>
    part.quotesAt === undefined ? part : { ...part, quotesAt: join(root, part.quotesAt) }
  return {
    ...report,
    ...(report.answers && { answers: absolute(report.answers) }),
    ...(report.drift && { drift: absolute(report.drift) }),
    ...(report.warnings && { warnings: report.warnings.map(absolute) }),
  }
}
