import { join } from 'node:path'
import type { TestModule } from 'vitest/node'
import { reportKey, type CassetteReport } from '../../../cassette/test-report.ts'
import { settingsOf } from '../../shared/settings-of.ts'
import type { UnrecordedTest } from './pair-renamed.ts'

/** The tests of a file that failed because they are not recorded yet. */
export function unrecordedTests(module: TestModule): UnrecordedTest[] {
  const settings = settingsOf(module)
  if (settings === undefined) return []
  return [...module.children.allTests('failed')].flatMap((test) => {
    const report = (test.meta() as { [reportKey]?: CassetteReport })[reportKey]
    if (report?.result !== 'unrecorded') return []
    const { safeName, cassette, offered } = report
    return [
      {
        name: safeName ?? test.fullName,
        path: join(settings.root, cassette),
        ...(offered !== undefined && { offered: join(settings.root, offered) }),
      },
    ]
  })
}
