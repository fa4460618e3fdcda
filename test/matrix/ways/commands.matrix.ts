import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { askModule } from '../../support/ask.ts'
import { Project, type Run } from '../../support/project.ts'
import { serveChat } from '../../support/provider.ts'
import { cell } from '../support/cell.ts'

const columns = { 'Vitest 5': 'node_modules/vitest', 'Vitest 4.1': 'lanes/vitest-4/node_modules/vitest' }

const head = `import { test } from 'vitest'\nimport { ask } from './ask.ts'\n`
const files = {
  ...askModule,
  '.gitignore': 'node_modules\nreport.json\n.vitest*\n',
  'question.ts': `export const question = 'from another module'\n`,
  'a.test.ts': `${head}import { question } from './question.ts'
await ask('at import')
test('a', async () => void (await ask(question)))
test('c', async () => void (await ask('c')))
`,
  'b.test.ts': `${head}test('b', async () => void (await ask('b')))\n`,
}

/** The summary of a successful run, in one line. */
function summary({ exitCode, output }: Run): string {
  expect(exitCode, output).toBe(0)
  const rows = output.match(/^ +(?:Tests|Cassettes|Calls|Unused|Obsolete) {2}.*/gm) ?? []
  return rows.map((row) => row.trim().replaceAll(/ +/g, ' ')).join('; ')
}

for (const [column, vitest] of Object.entries(columns)) {
  describe(column, () => {
    let project: Project
    let before: Record<string, string>
    const command = (...args: string[]): Promise<Run> => project.vitestCommand([...args])
    const git = (...args: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
        cwd: project.root,
      })

    beforeAll(async () => {
      project = new Project(files, { within: 'test/matrix', vitest: `test/matrix/${vitest}`, keep: true })
      const provider = await serveChat()
      const env = { UPSTREAM: provider.url, OPENAI_API_KEY: 'k' }
      const recorded = await project.vitest(['--mode', 'record'], { env })
      await provider.close()
      expect(summary(recorded)).toMatch(/Cassettes 4 recorded; Calls 4 live/)
      git('init', '-q')
      git('add', '-A')
      git('commit', '-qm', 'recorded')
      before = Object.fromEntries(project.files('__cassettes__').map((path) => [path, project.read(path)]))
    })
    afterAll(() => project.remove())

    /** Defines a cell for a command that replays and writes nothing. */
    const row = (name: string, check: () => Promise<void>): void =>
      cell({ section: 'commands', row: name, column }, async () => {
        await check()
        for (const [path, text] of Object.entries(before)) expect(project.read(path), path).toBe(text)
      })

    row('`vitest list`', async () => {
      const { exitCode, stdout, output } = await command('list')
      expect(exitCode, output).toBe(0)
      expect(stdout.trim().split('\n').sort()).toEqual(['a.test.ts > a', 'a.test.ts > c', 'b.test.ts > b'])
    })
    row('`vitest related`', async () => {
      const run = await command('related', 'question.ts', '--run')
      expect(summary(run)).toContain('Tests 2 passed (2); Cassettes 3 replayed; Calls 3 offline')
    })
    row('`--changed`', async () => {
      project.write('question.ts', `${files['question.ts']}// changed\n`)
      const run = await command('run', '--changed')
      expect(summary(run)).toContain('Tests 2 passed (2); Cassettes 3 replayed; Calls 3 offline')
    })
    row('`-t`', async () => {
      const run = await command('run', '-t', 'c')
      expect(summary(run)).toBe('Tests 1 passed | 2 skipped (3); Cassettes 2 replayed; Calls 2 offline')
    })
    row('`--coverage`', async () => {
      const run = await command('run', '--coverage', '--coverage.reporter=text')
      expect(summary(run)).toContain('Tests 3 passed (3); Cassettes 4 replayed; Calls 4 offline')
      expect(run.output).toMatch(/^ *ask\.ts +\|/m)
      expect(run.output).not.toContain('vitest-cassette')
    })
    row('`--shard`, `--merge-reports`', async () => {
      for (const shard of ['1/2', '2/2']) summary(await command('run', '--reporter=blob', `--shard=${shard}`))
      const run = await command('--merge-reports', '--reporter=default', '--run')
      expect(summary(run)).toContain('Tests 3 passed (3); Cassettes 4 replayed; Calls 4 offline')
      expect(run.output.split('Cassettes')).toHaveLength(2)
    })
    row('`--no-isolate`, `--no-file-parallelism`', async () => {
      const run = await command('run', '--no-isolate', '--no-file-parallelism')
      expect(summary(run)).toContain('Tests 3 passed (3); Cassettes 4 replayed; Calls 4 offline')
    })
  })
}
