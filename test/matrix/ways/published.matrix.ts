import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { cell } from '../support/cell.ts'

const repository = resolve(import.meta.dirname, '../../..')
const { version, devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  readonly version: string
  readonly devDependencies: Readonly<Record<string, string>>
}

/** Packages that the examples import, and others that their project needs. */
const needed = ['@ai-sdk/openai', '@anthropic-ai/sdk', '@types/node', 'ai', 'msw', 'openai', 'vitest']

const installers = {
  npm: { command: ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'] },
  pnpm: { command: ['pnpm', 'install', '--prefer-offline', '--ignore-scripts', '--reporter=append-only'] },
} as const

interface Done {
  readonly exitCode: number | null
  readonly output: string
}

/** Runs a command with the Node and the pnpm of the tests, without variables that change how Vitest runs. */
function run(command: readonly string[], cwd: string): Promise<Done> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(CI$|VITEST|TEST$|NODE_ENV$|npm_|CASSETTE_)/.test(name),
  )
  const bins = [join(repository, 'node_modules/.bin'), join(import.meta.dirname, '../node_modules/.bin')]
  const PATH = [...bins, process.env['PATH']].join(delimiter)
  const [file = '', ...args] = command
  const child = spawn(file, args, { cwd, env: { ...Object.fromEntries(kept), PATH, NO_COLOR: '1' } })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (exitCode) => done({ exitCode, output }))
  })
}

const workspace = mkdtempSync(join(realpathSync(tmpdir()), 'vitest-cassette-published-'))
afterAll(() => rmSync(workspace, { recursive: true, force: true }))

beforeAll(async () => {
  const packed = await run(['npm', 'pack', '--loglevel=error', `--pack-destination=${workspace}`], repository)
  expect(packed.exitCode, packed.output).toBe(0)
})

/** The examples with their cassettes, in a project that installs this package from its tarball. */
function writeProject(root: string): void {
  for (const path of ['examples/support-agent', '__cassettes__/examples'])
    cpSync(join(repository, path), join(root, path), { recursive: true })
  cpSync(join(repository, 'test/types/public-api.test-d.ts'), join(root, 'public-api.test-d.ts'))
  const dependencies = Object.fromEntries(needed.map((name) => [name, devDependencies[name] ?? '*']))
  const tarball = { 'vitest-cassette': `file:../vitest-cassette-${version}.tgz` }
  const json = (path: string, value: unknown): void => writeFileSync(join(root, path), JSON.stringify(value, null, 2))
  json('package.json', { private: true, type: 'module', devDependencies: { ...dependencies, ...tarball } })
  const { compilerOptions } = JSON.parse(readFileSync(join(repository, 'tsconfig.json'), 'utf8')) as {
    readonly compilerOptions: object
  }
  json('tsconfig.json', {
    compilerOptions: { ...compilerOptions, isolatedDeclarations: false, declaration: false },
    include: ['*.ts'],
  })
  writeFileSync(
    join(root, 'vitest.config.ts'),
    `import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [cassettes()] })
`,
  )
}

for (const [installer, { command }] of Object.entries(installers)) {
  describe(installer, () => {
    const root = join(workspace, installer)
    beforeAll(async () => {
      mkdirSync(root)
      writeProject(root)
      const installed = await run(command, root)
      expect(installed.exitCode, installed.output).toBe(0)
    })

    cell({ section: 'published', row: installer, column: 'examples replay' }, async () => {
      const replayed = await run([join(root, 'node_modules/.bin/vitest'), 'run'], root)
      expect(replayed.exitCode, replayed.output).toBe(0)
      expect(replayed.output).toMatch(/Cassettes {2}8 replayed/)
    })

    cell({ section: 'published', row: installer, column: 'a changed prompt is refused' }, async () => {
      const agent = join(root, 'examples/support-agent/agent.ts')
      const source = readFileSync(agent, 'utf8')
      writeFileSync(agent, source.replace('Two sentences at most', 'One short sentence'))
      const missed = await run([join(root, 'node_modules/.bin/vitest'), 'run', 'agent.test'], root)
      writeFileSync(agent, source)
      expect(missed.exitCode, missed.output).toBe(1)
      expect(missed.output).toContain('CassetteMissError: No recorded answer: POST api.openai.com')
    })

    cell({ section: 'published', row: installer, column: 'types' }, async () => {
      const checked = await run([join(repository, 'node_modules/.bin/tsc'), '-p', '.'], root)
      expect(checked.exitCode, checked.output).toBe(0)
    })

    cell({ section: 'published', row: installer, column: 'the command' }, async () => {
      const bin = join(root, 'node_modules/.bin/vitest-cassette')
      expect(existsSync(bin)).toBe(true)
      const checked = await run([bin, 'check'], root)
      expect(checked.exitCode, checked.output).toBe(0)
    })
  })
}
