import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { TestSpecification, Vitest } from 'vitest/node'

/** Bytes, and the least that Vitest takes for bytes: every test file uses more. */
const leastMemory = 2

/**
 * Gives each test file of a VM pool a worker of its own where the project has a package for mocks. A file has a realm of its
 * own there, with a copy of MSW, and what the first file of a worker has set up knows only the mocks of its own realm. A limit
 * of the user's own stays. Warns where MSW of the tests is out of sight.
 */
export function renewWorkers(vitest: Vitest, specifications: readonly TestSpecification[]): void {
  const needs = ({ pool, project }: TestSpecification): boolean =>
    pool.startsWith('vm') && hasMocks(project.config.root)
  const inVm = specifications.find(needs)
  if (inVm === undefined) return
  vitest.config.vmMemoryLimit ??= leastMemory
  if (loadsNoModules(vitest)) vitest.logger.warn(mocksLose(inVm.pool))
}

/** Whether `require` of a VM pool loads no ES modules, so that MSW of the tests is another than ours. */
function loadsNoModules({ version }: Vitest): boolean {
  return Number.parseInt(version) < 5 || Number.parseInt(process.versions.node) < 24
}

function mocksLose(pool: string): string {
  return `vitest-cassette: mocks of MSW or nock may lose in the pool "${pool}", which needs Vitest 5 and Node 24 for them. Use "${pool === 'vmForks' ? 'forks' : 'threads'}".`
}

function hasMocks(root: string): boolean {
  const { resolve } = createRequire(join(root, 'package.json'))
  return ['msw/node', 'nock'].some((path) => {
    try {
      return resolve(path) !== ''
    } catch {
      return false
    }
  })
}
