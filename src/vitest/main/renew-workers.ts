import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { TestSpecification, Vitest } from 'vitest/node'

/** Bytes, and the least that Vitest takes for bytes: every test file uses more. */
const leastMemory = 2

/**
 * Gives each test file of a VM pool a worker of its own where the project has a package for mocks. A file has a realm of its
 * own there, with a copy of MSW, and what the first file of a worker has set up knows only the mocks of its own realm. A limit
 * of the user's own stays.
 */
export function renewWorkers(vitest: Vitest, specifications: readonly TestSpecification[]): void {
  const needs = ({ pool, project }: TestSpecification): boolean =>
    pool.startsWith('vm') && hasMocks(project.config.root)
  if (specifications.some(needs)) vitest.config.vmMemoryLimit ??= leastMemory
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
