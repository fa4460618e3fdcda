import { posix } from 'node:path'
import { guardedBy } from '../../../src/guard/guarded-by.ts'
import { defaultGuard } from '../../../src/guard/default-guard.ts'
import { judge, runsNothing, unknownDenial, type Denial, type SelectedProject } from '../../../src/guard/judge.ts'
import type { Disk } from '../../../src/guard/shell/disk.ts'
import { findRuns } from '../../../src/guard/shell/find-runs.ts'
import type { VitestRun } from '../../../src/guard/shell/vitest-run.ts'

/** The packages of a repository with tests in `test/unit` and `test/e2e`. */
const packages = [
  {
    folder: '/repo',
    scripts: {
      test: 'vitest run test/unit',
      e2e: 'vitest run test/e2e',
      'e2e:approved': 'ALLOW_E2E_TESTS=1 vitest run test/e2e',
      all: 'npm run lint && npm run e2e',
      lint: 'eslint .',
      posttest: 'echo done',
      build: 'tsc',
      prebuild: 'vitest run test/e2e',
      loop: 'npm run loop',
      both: 'run-s lint e2e',
      'ci:unit': 'vitest run test/unit',
      'ci:live': 'vitest run test/e2e',
    },
  },
  { folder: '/repo/packages/app', name: 'app', scripts: { test: 'vitest run', 'app-e2e': 'vitest run test/e2e' } },
  { folder: '/repo/packages/plain', name: 'plain', scripts: { test: 'node --test' } },
]

/** Its files that a shell reads. */
const scripts: Record<string, string> = {
  '/repo/e2e.sh': '#!/bin/sh\nset -e\nnpx vitest run test/e2e "$@"',
  '/repo/lib.sh': 'e2e() { vitest run test/e2e; }',
  '/repo/with.sh': '"$@"',
  '/repo/unit.sh': 'npx vitest run test/unit',
  '/repo/.env.live': 'CASSETTE_MODE=record\n',
  '/repo/.env.test': 'TOKEN=1\n',
  '/repo/words': 'vitest run test/e2e\n',
}

export const disk: Disk = {
  packageAt: (folder) => packages.find((one) => one.folder === folder),
  packagesOf: () => packages,
  expandGlob: (glob) => (glob === 'test/unit/*' ? ['test/unit/a.test.ts'] : []),
  resolve: (folder, path) => posix.resolve(folder, path),
  read: (path) => scripts[path],
}

const files = ['test/unit/a.test.ts', 'test/e2e/a.test.ts']

/**
 * The files that Vitest would select. A filter is a part of a path; `-t` and other options have no effect here. Projects
 * and related files are tested in `test/long/guard-command.test.ts`.
 */
function selected({ args, environment }: VitestRun): SelectedProject[] {
  const filters = args.filter((word) => word.startsWith('test/'))
  const mode = args[args.indexOf('--mode') + 1] === 'record' ? 'record' : (environment.get('CASSETTE_MODE') ?? 'replay')
  const taken = files.filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)))
  const guarded = taken.flatMap((path) => {
    const rule = guardedBy({ e2e: defaultGuard.e2e, integration: [], project: [] }, { paths: [path], project: '' })
    return rule === undefined ? [] : [{ path, option: `guard.${rule.option}`, pattern: rule.pattern }]
  })
  return [{ mode: mode as 'replay', flag: 'ALLOW_E2E_TESTS', files: guarded }]
}

/** Why a command is denied in this repository; `undefined` when it is allowed. */
export function denialOf(command: string, on: Disk = disk): Denial | undefined {
  for (const run of findRuns(command, '/repo', on)) {
    const denial = 'unknown' in run ? unknownDenial(run) : runsNothing(run) ? undefined : judge(run, selected(run))
    if (denial !== undefined) return denial
  }
  return undefined
}
