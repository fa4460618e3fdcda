import type { TestModule } from 'vitest/node'
import { reportKey, type CassetteReport } from '../../core/report.ts'

/** What a test file and its tests have published about their cassettes. */
export function reportsOf(module: TestModule): CassetteReport[] {
  const metas = [module.meta(), ...[...module.children.allTests()].map((test) => test.meta())] as object[]
  return metas
    .map((meta) => (meta as Record<string, CassetteReport | undefined>)[reportKey])
    .filter((report) => report !== undefined)
}
