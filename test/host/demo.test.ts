import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { codeBlocks } from '../docs/markdown.ts'
import { Project } from '../support/project.ts'

const repository = resolve(import.meta.dirname, '../..')

test('npm run demo records, replays offline, and shows a miss', { timeout: 180_000 }, async () => {
  const committed = textsOf(join(repository, '__cassettes__/examples'))
  expect(committed.length).toBeGreaterThan(0)
  const leftBefore = demoFolders()

  // With CI set, as in this project's own CI: the demo must record all the same.
  const { output, exitCode } = await new Project({}).node([join(repository, 'examples/demo.ts')], {
    env: { CI: 'true' },
  })

  const steps = output.split(/^\d\. .* -+$/m)
  expect(steps).toHaveLength(4)
  const [, recorded, replayed, missed] = steps
  expect(recorded).toContain('Provider: aimock, on this machine.')
  expect(recorded).toContain('$ npx vitest run --mode record\n')
  expect(recorded).toMatch(/Cassettes {2}8 recorded\n +Calls {2}15 live \(openai 14, anthropic 1\), [\d,]+ tokens/)
  expect(recorded).toContain('  agent.test.ts/looks-the-order-up-and-streams-the-answer.json\n')
  expect(replayed).toContain('The provider is stopped, no API keys are set.')
  expect(replayed).toMatch(/Tests {2}8 passed \(8\)/)
  expect(replayed).toMatch(/Cassettes {2}8 replayed\n +Calls {2}15 offline\n +Saved {2}about/)
  expect(replayed).toContain('Not one byte of the cassettes changed.')
  expect(missed).toContain('CassetteMissError: No recorded answer for POST api.openai.com/v1/chat/completions')
  expect(missed).toContain(
    'npx vitest run support-agent/agent.test.ts -t "looks the order up and streams the answer" --mode record',
  )
  expect(missed).toContain(missInReadme())
  expect(output.trimEnd().split('\n').at(-1)).toMatch(/^All three went as told\. Next: /)
  expect(exitCode).toBe(0)

  expect(textsOf(join(repository, '__cassettes__/examples'))).toEqual(committed)
  expect(demoFolders()).toEqual(leftBefore)
})

/** The page that README says the demo ends with. */
function missInReadme(): string {
  const page = codeBlocks(readFileSync(join(repository, 'README.md'), 'utf8')).find(({ text }) =>
    text.startsWith('CassetteMissError: '),
  )
  return page?.text ?? 'no such page in README.md'
}

function textsOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => `${path}\n${readFileSync(path, 'utf8')}`)
}

function demoFolders(): string[] {
  const parent = join(repository, '.tmp')
  return existsSync(parent) ? readdirSync(parent).filter((name) => name.startsWith('demo-')) : []
}
