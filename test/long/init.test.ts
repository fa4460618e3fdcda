import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Run } from '../support/project.ts'
import { repositoryWith } from '../support/repository-with.ts'

test('init makes a configuration where there is none, and says what to do where it is not certain', async () => {
  const bare = repositoryWith({ 'tsconfig.json': '{}', 'package.json': '{}', '.gitignore': '.env*\n' })
  const made = await bare.init('--yes')
  expect(made.exitCode, made.output).toBe(0)
  expect(bare.project.read('vitest.config.mts')).toContain('plugins: [cassettes()]')
  expect(bare.project.read('.gitignore')).toBe('.env*\n')

  const workspace = "export default { test: { projects: ['packages/*'] } }\n"
  const other = repositoryWith({
    'vitest.config.ts': workspace,
    '.gitlab-ci.yml': 'test: { script: npm test }',
    '.gitattributes': '*.bin binary\n',
    '.gitignore': '.env.*\n',
  })
  const told = await other.init('--yes')
  expect(told.stdout).toBe(` vitest.config.ts has a shape that this command does not change.
 Add the plugin to the configuration of each project that calls a provider:
     import { cassettes } from 'vitest-cassette/plugin'
     plugins: [cassettes()]

 A replay in CI needs no key. Before your tests run there, check the cassettes:
     npx vitest-cassette check

 nothing to change

 Put API keys into .env.record, and record the tests:
     npx vitest run --mode record
`)
  expect(other.project.read('vitest.config.ts')).toBe(workspace)
})

test('check names a key file that Git does not ignore', async () => {
  const { project, init } = repositoryWith({ 'package.json': '{ "type": "module" }' })
  const made = await init('--yes')
  expect(made.exitCode, made.output).toBe(0)
  project.write('.env.record', 'OPENAI_API_KEY=sk-test-secret\n')
  const check = (): Promise<Run> => project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'check'])
  expect((await check()).stdout).toMatch(/\n\n no problems\n$/)
  rmSync(project.path('.gitignore'))
  const warned = await check()
  expect(warned.stdout).toContain(
    '\n ! .env.record is not ignored by Git. To ignore it: npx vitest-cassette init\n\n no problems, 1 warning\n',
  )
  expect(warned.exitCode).toBe(0)
})
