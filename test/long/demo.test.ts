import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { codeBlocks } from '../docs/markdown.ts'
import { Project } from '../support/project.ts'

const repository = resolve(import.meta.dirname, '../..')

test('npm run demo records, replays offline, and shows a miss', async () => {
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
  const rows = summaryIn(recorded)
  expect(rows).toContain('Cassettes  8 recorded')
  expect(rows).toEqual(summaryIn(blockInReadme('$ npx vitest run --mode record\n')))
  expect(recorded).toContain('  agent.test.ts/looks-the-order-up-and-streams-the-answer.json\n')
  expect(replayed).toContain('The provider is stopped, no API keys are set.')
  expect(summaryIn(replayed)).toContain('Tests  8 passed (8)')
  expect(summaryIn(replayed)).toEqual(summaryIn(blockInReadme('$ npx vitest run\n')))
  expect(replayed).toContain('Not one byte of the cassettes changed.')
  expect(missed).toContain('CassetteMissError: No recorded answer: POST api.openai.com/v1/chat/completions')
  expect(missed).toContain(
    "npx vitest run support-agent/agent.test.ts -t '^looks the order up and streams the answer$' --mode record",
  )
  expect(wordsOf(missed)).toContain(wordsOf(textInPicture()))
  expect(output.trimEnd().split('\n').at(-1)).toMatch(/^All three steps worked\. Next: /)
  expect(exitCode).toBe(0)

  expect(textsOf(join(repository, '__cassettes__/examples'))).toEqual(committed)
  expect(demoFolders()).toEqual(leftBefore)
})

/** The page in the picture of README, without the command line above it. */
function textInPicture(): string {
  const picture = readFileSync(join(repository, 'docs/public/demo.svg'), 'utf8')
  const lines = [...picture.matchAll(/<text .*?>(.*)<\/text>/g)].map(([, line = '']) => line.replaceAll(/<.*?>/g, ''))
  const text = lines.join('\n').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  return text.slice(text.indexOf('CassetteMissError'))
}

/** A text without blanks and line breaks: the picture breaks long lines. */
function wordsOf(text = ''): string {
  return text.replaceAll(/\s+/g, '')
}

/** The block of README that begins so. */
function blockInReadme(start: string): string {
  const block = codeBlocks(readFileSync(join(repository, 'README.md'), 'utf8')).find(({ text }) =>
    text.startsWith(start),
  )
  return block?.text ?? `no such block in README.md: ${start}`
}

/** The rows at the end of a run, without Vitest's own of when it was; seconds are those of the machine. */
function summaryIn(output = ''): string[] {
  return [...output.matchAll(/^ +([A-Z][A-Za-z ]*?) {2}(.+)$/gm)]
    .filter(([, label]) => label !== 'Start at' && label !== 'Duration')
    .map(([, label, text]) => `${label}  ${text?.replace(/\d+ s$/, 'N s')}`)
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
