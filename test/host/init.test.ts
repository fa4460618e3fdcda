import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { chatProvider } from '../support/provider.ts'
import { repositoryWith, skill } from '../support/repository-with.ts'

const config = `import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { globals: true },
})
`

test('init shows what a project lacks, writes it when told to, and then changes nothing', async () => {
  const { project, init } = repositoryWith({
    ...askModule,
    'vitest.config.ts': config,
    'a.test.ts': "import { ask } from './ask.ts'\ntest('asks', () => ask('Hello'))",
    '.gitignore': 'node_modules',
  })
  const listed = await init()
  expect(listed.stdout).toBe(` vitest.config.ts: the plugin
   + import { cassettes } from 'vitest-cassette/plugin'
   +   plugins: [cassettes()],

 .gitignore: the files with API keys
   + .env.record*
   + .env.refresh*

 .gitattributes: large bodies stay as they are
   + *.bin -text

 .github/workflows/test.yml: a replay in CI needs no key
   + name: test
   + on: [push, pull_request]
   + jobs:
   +   test:
   +     runs-on: ubuntu-latest
   +     steps:
   +       - uses: actions/checkout@v5
   +       - uses: actions/setup-node@v5
   +         with: { node-version: 24 }
   +       - run: npm ci
   +       - run: npx vitest-cassette check
   +       - run: npx vitest run

 Nothing was written.

 Write it:
     npx vitest-cassette init --yes
`)
  expect(listed).toMatchObject({ exitCode: 1, stderr: '' })
  expect(project.read('vitest.config.ts')).toBe(config)

  const done = await init('--yes', '--generated', '--skill')
  expect(done).toMatchObject({ exitCode: 0, stderr: '' })
  expect(done.stdout).toMatch(
    / ✓ 6 files written\n\n Put API keys into \.env\.record, and record the tests:\n {5}npx vitest run --mode record\n$/,
  )
  expect(project.read('.gitignore')).toBe('node_modules\n.env.record*\n.env.refresh*\n')
  expect(project.read('.gitattributes')).toBe('*.bin -text\n__cassettes__/** linguist-generated\n')
  expect(project.read('.claude/skills/vitest-cassette/SKILL.md')).toBe(skill)
  const state = project.state()
  const again = await init('--yes', '--generated', '--skill')
  expect(again.stdout).toMatch(/^ nothing to change\n/)
  expect(again.exitCode).toBe(0)
  expect(project.state()).toEqual(state)

  // The plugin is there, and a recording names a key file that Git does not ignore.
  project.write('.env.record', 'OPENAI_API_KEY=sk-test-secret\n')
  project.write('.gitignore', 'node_modules\n')
  const withUpstream = project
    .read('vitest.config.ts')
    .replace('cassettes()', "cassettes({ upstream: { '*': process.env.UPSTREAM } })")
  project.write('vitest.config.ts', withUpstream)
  const recorded = await project.vitest(['--mode', 'record'], recording(await chatProvider()))
  expect(recorded.output).toContain('Cassettes  1 recorded')
  expect(recorded.output).toContain(
    '       Keys  .env.record is not ignored by Git. To ignore it: npx vitest-cassette init\n',
  )
})
