// Records the support agent once, replays it offline, then shows what a changed prompt looks like: npm run demo
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { startProvider } from './provider.ts'
import { repository, runVitest, type Result } from './run-vitest.ts'

const isReal = Boolean(process.env['OPENAI_API_KEY'] && process.env['ANTHROPIC_API_KEY'])
/** A person without any key: an empty one would say that no placeholder is wanted. */
const withoutKeys = { OPENAI_API_KEY: undefined, ANTHROPIC_API_KEY: undefined }
const changed = { file: 'support-agent/agent.ts', from: 'Two sentences at most.', to: 'One short sentence.' }
/** Of the copied example, relative to its root. */
const cassetteFolder = '__cassettes__/support-agent'
const failures: string[] = []

const project = copyExample()
try {
  await record()
  await replay()
  await changePrompt()
} finally {
  rmSync(project, { recursive: true, force: true })
}

if (failures.length === 0) {
  console.log('\nAll three steps worked. Next: add it to your own project, see README.md, "Install".')
} else {
  console.log(`\nThe demo failed: ${failures.join('; ')}.`)
  process.exitCode = 1
}

async function record(): Promise<void> {
  step(1, 'Record', [
    isReal
      ? 'Provider: OpenAI and Anthropic themselves, with your API keys.'
      : 'Provider: aimock, on this machine. (The real ones are asked when OPENAI_API_KEY\nand ANTHROPIC_API_KEY are set.)',
    'The tests know nothing of cassettes: the plugin in vitest.config.ts does it all.',
  ])
  const provider = isReal ? undefined : await startProvider()
  const environment = provider && {
    EXAMPLE_PROVIDER: provider.url,
    OPENAI_API_KEY: 'none-needed',
    ANTHROPIC_API_KEY: 'none-needed',
  }
  const recorded = await vitest(['--mode', 'record'], environment)
  await provider?.stop()
  expectRun(recorded, { exitCode: 0, text: 'recorded' }, 'the tests were not recorded')
  console.log('One readable file a test, for you to commit:\n')
  for (const file of cassettes()) console.log(`  ${file}`)
  console.log(`\n  (in ${cassetteFolder}/)`)
}

async function replay(): Promise<void> {
  step(2, 'Replay', [
    isReal
      ? 'The same tests again. No API keys are set now.'
      : 'The provider is stopped, no API keys are set. The same tests again.',
  ])
  const before = snapshot()
  const replayed = await vitest([], withoutKeys)
  expectRun(replayed, { exitCode: 0, text: 'offline' }, 'the tests did not pass offline')
  if (replayed.output.includes(' live ')) failures.push('a call went live in replay')
  if (snapshot() !== before) failures.push('replay wrote to a cassette')
  else console.log('Not one byte of the cassettes changed.')
}

async function changePrompt(): Promise<void> {
  step(3, 'Change a prompt', [
    `In ${changed.file}:\n\n  - ${changed.from}\n  + ${changed.to}`,
    'No recorded answer fits the new prompt, so the test must fail:',
  ])
  const path = join(project, changed.file)
  writeFileSync(path, readFileSync(path, 'utf8').replace(changed.from, changed.to))
  const missed = await vitest(['support-agent/agent.test.ts', '-t', 'looks the order up'], withoutKeys)
  expectRun(missed, { exitCode: 1, text: 'CassetteMissError' }, 'the changed prompt was not noticed')
}

/** A folder inside this repository, so that the package and the SDKs resolve. It protects the committed cassettes. */
function copyExample(): string {
  const parent = join(repository, '.tmp')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'demo-'))
  cpSync(join(repository, 'examples/support-agent'), join(folder, 'support-agent'), { recursive: true })
  cpSync(join(repository, 'examples/vitest.config.ts'), join(folder, 'vitest.config.ts'))
  return folder
}

async function vitest(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Result> {
  console.log(`$ npx vitest run${args.map((arg) => ` ${arg.includes(' ') ? `"${arg}"` : arg}`).join('')}\n`)
  const result = await runVitest(project, args, environment)
  console.log(`${essence(result.output)}\n`)
  return result
}

/** The output without Vitest's own lines about time and speed. */
function essence(output: string): string {
  const isAside = /^\s*(RUN |Start at |Duration |Isolate |at least ~)/
  const lines = output.split('\n').filter((line) => !isAside.test(line))
  return lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replaceAll(/^\n+|\n+$/g, '')
}

function expectRun(run: Result, wanted: { exitCode: number; text: string }, failure: string): void {
  if (run.exitCode !== wanted.exitCode || !run.output.includes(wanted.text)) failures.push(failure)
}

function step(number: number, title: string, paragraphs: readonly string[]): void {
  console.log(`\n${number}. ${title} ${'-'.repeat(80 - title.length - 4)}\n`)
  for (const paragraph of paragraphs) console.log(`${paragraph}\n`)
}

/** Paths of the cassettes, relative to their folder. */
function cassettes(): string[] {
  const folder = join(project, cassetteFolder)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}

/** Contents and times of all cassettes, as one text to compare. */
function snapshot(): string {
  return cassettes()
    .map((file) => join(project, cassetteFolder, file))
    .map((path) => `${path} ${statSync(path).mtimeMs} ${readFileSync(path, 'utf8')}`)
    .join('\n')
}
