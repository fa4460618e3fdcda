import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository, runVitest } from '../examples/run-vitest.ts'

/** HTML pages that the built package writes about the tests of `examples/`. */
export interface PagesOfExamples {
  /** `vitest-cassette show --html` of a test. */
  readonly conversation: string
  /** The same of a test with two lanes. */
  readonly lanes: string
  /** The page of a run in which a prompt has changed. */
  readonly miss: string
}

/** Replays the tests of `examples/` in a copy of them, with a changed prompt, and reads the pages. */
export async function pagesOfExamples(): Promise<PagesOfExamples> {
  mkdirSync(join(repository, '.tmp'), { recursive: true })
  const project = mkdtempSync(join(repository, '.tmp/pictures-'))
  try {
    for (const path of ['support-agent', 'vitest.config.ts'])
      cpSync(join(repository, 'examples', path), join(project, path), { recursive: true })
    cpSync(join(repository, '__cassettes__/examples'), join(project, '__cassettes__'), { recursive: true })
    const show = (test: string): string => {
      const file = join(project, 'shown.html')
      const command = join(repository, 'dist/cli.cjs')
      execFileSync(process.execPath, [command, 'show', test, '--html', '--output', file], {
        cwd: project,
        stdio: 'ignore',
      })
      return readFileSync(file, 'utf8')
    }
    const conversation = show('looks the order up')
    const lanes = show('two agents answer')
    const agent = join(project, 'support-agent/agent.ts')
    writeFileSync(agent, readFileSync(agent, 'utf8').replace('Two sentences at most.', 'One short sentence.'))
    await runVitest(project, ['support-agent/agent.test.ts', '-t', 'looks the order up'])
    const runs = join(project, '.vitest-cassette/runs')
    const page = readdirSync(runs, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith('.html'))
    if (page === undefined) throw new Error('the run has no page of a failed test')
    return { conversation, lanes, miss: readFileSync(join(runs, page), 'utf8') }
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}
