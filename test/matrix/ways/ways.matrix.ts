import { join } from 'node:path'
import { beforeAll, describe, expect } from 'vitest'
import { Project, type Run } from '../../support/project.ts'
import { serveChat } from '../../support/provider.ts'
import { cell } from '../support/cell.ts'
import { filesOf, folder, projects, ways } from './project.ts'

const installed = (path: string): string => join(import.meta.dirname, '../node_modules', path)

/** Variants of running the same project. */
const columns = {
  'Vitest 5, Node 24': { vitest: 'node_modules/vitest' },
  'Vitest 5, Node 22': { vitest: 'node_modules/vitest', execPath: installed('node-22/bin/node') },
  'Vitest 5, Node 26': { vitest: 'node_modules/vitest', execPath: installed('node-26/bin/node') },
  'Vitest 4.1, Node 24': { vitest: 'lanes/vitest-4/node_modules/vitest' },
} as const

interface Runs {
  readonly recorded: Run
  readonly replayed: Run
}

/** Records, stops the provider, replays, and in every way makes requests that were never recorded. */
async function runAll(vitest: string, options: { readonly execPath?: string }): Promise<Runs> {
  const project = new Project(Object.assign({}, ...ways.map(filesOf)), {
    within: 'test/matrix',
    vitest: `test/matrix/${vitest}`,
    keep: true,
    test: { projects, testTimeout: 60_000, isolate: true },
  })
  try {
    const provider = await serveChat()
    const env = { UPSTREAM: provider.url, OPENAI_API_KEY: 'k' }
    const recorded = await project.vitest(['--mode', 'record'], { ...options, env })
    await provider.close()
    const replayed = await project.vitest([], { ...options, env: { MISS: '1' } })
    return { recorded, replayed }
  } finally {
    project.remove()
  }
}

for (const [column, { vitest, ...options }] of Object.entries(columns)) {
  describe(column, () => {
    let runs: Runs
    beforeAll(async () => void (runs = await runAll(vitest, options)), 900_000)

    for (const way of ways) {
      if (way.stalls !== undefined) {
        cell({ section: 'ways', row: way.name, column, works: 'no', note: way.stalls }, () => {
          const { errors } = runs.recorded.tests[`${way.name}: waits`] ?? {}
          // Vitest 4 gives document reporters the place of the test instead of the text of its timeout.
          expect(errors, runs.recorded.output).toEqual([
            expect.stringMatching(/Test timed out in 2000ms|STACK_TRACE_ERROR/),
            expect.stringMatching(/^CassetteConfigError: A request may wait for ever while .*are faked/),
          ])
          expect(runs.recorded.output).toContain('Test timed out in 2000ms')
          expect(runs.replayed.tests[`${way.name}: second file`]?.status).toBe('passed')
        })
        continue
      }
      cell({ section: 'ways', row: way.name, column }, () => {
        const { recorded, replayed } = runs
        const misses = `${way.name}: misses`
        for (const run of [recorded, replayed]) {
          const mine = Object.entries(run.tests).filter(([name]) => name.startsWith(`${way.name}: `))
          expect(mine.length, run.output).toBeGreaterThan(2)
          expect(run.output).not.toContain('MaxListenersExceededWarning')
          expect(run.output).not.toContain(`originated in "${folder(way)}/`)
          for (const [name, test] of mine)
            if (run === recorded || name !== misses) expect(test, name).toEqual({ status: 'passed', errors: [] })
        }
        expect(replayed.tests[misses]?.status, replayed.output).toBe('failed')
        expect(replayed.tests[misses]?.errors.at(-1)).toContain(
          'CassetteMissError: No recorded answer: POST api.openai.com',
        )
      })
    }
  })
}
