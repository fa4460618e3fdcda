import type { TestCase, TestModule } from 'vitest/node'
import { reportKey, type CassetteReport } from '../../../cassette/test-report.ts'
import { counted } from '../../../util/counts.ts'
import { runCommand } from '../../shared/rerun-command.ts'
import { settingsOf } from '../../shared/settings-of.ts'
import type { SummaryRow } from '../../shared/summary-row.ts'
import { titlesOf } from '../titles-of.ts'

/** Most tests that a command names. With more it names their files, and pays for all tests in them. */
const mostNames = 20

interface Found {
  readonly module: TestModule
  readonly task: TestModule | TestCase
  readonly count: number
}

/** Rows about the answers to requests that `accept --requests` has changed, with the command that records them again. */
export function requestChangedRows(modules: readonly TestModule[]): SummaryRow[] {
  const found = modules.flatMap((module) =>
    [module, ...module.children.allTests()].flatMap((task): Found[] => {
      const { requestChanged: count = 0 } = (task.meta() as { [reportKey]?: CassetteReport })[reportKey] ?? {}
      return count > 0 ? [{ module, task, count }] : []
    }),
  )
  const settings = found[0] && settingsOf(found[0].module)
  if (settings === undefined) return []
  const count = found.reduce((total, one) => total + one.count, 0)
  const files = [...new Set(found.map(({ module }) => module.moduleId))]
  const titles = found.map(({ task }) => (task.type === 'test' ? titlesOf(task) : undefined))
  const tests = titles.filter((one) => one !== undefined)
  const modulesOfFound = [...new Set(found.map(({ module }) => module))]
  const isAll = modulesOfFound.flatMap((module) => [...module.children.allTests()]).length === tests.length
  const isByName = !isAll && tests.length === titles.length && tests.length <= mostNames
  const command = runCommand(settings, { files, ...(isByName && { tests }) })
  return [
    {
      label: 'Accepted',
      text: `${counted(count, 'answer')} to changed requests, in ${counted(found.length, 'test')}. Record again:`,
    },
    { label: '', text: `${command} --mode refresh` },
  ]
}
