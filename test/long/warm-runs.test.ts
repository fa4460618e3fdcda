import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

/** The outcome of a run without what differs from run to run: the folder, durations, and the stack above the user's files. */
function outcome(
  { exitCode, signal, output, tests }: Run,
  project: Project,
): Pick<Run, 'exitCode' | 'signal'> & Record<string, unknown> {
  const same = (text: string): string[] => {
    const lines = text
      .replaceAll(project.root, '')
      .replace(/(Start at|Duration) .*/g, '$1')
      .replace(/ \d+ms/g, '')
      .split('\n')
    return lines.filter((line) => !/^ +at (?!\/agent)/.test(line))
  }
  const outcomes = Object.entries(tests).map(([name, { status, errors }]) => [name, status, errors.map(same)])
  return { exitCode, signal, output: same(output).sort(), outcomes }
}

test('a run in a process that has loaded Vitest already has the outcome of a run in a new process', async () => {
  const provider = await chatProvider()
  const outcomes: Array<ReturnType<typeof outcome>> = []
  // A variable that is read at the start of a process makes the run one in a new process.
  for (const coldEnv of [{}, { NODE_NO_WARNINGS: undefined }]) {
    const project = new Project({
      ...askModule,
      'config-of-run.js': 'export const limit = 1\n',
      'vitest.config.js': `
import { cassettes } from 'vitest-cassette/plugin'
import { limit } from './config-of-run.js'
console.log('limit ' + limit)
const upstream = process.env.UPSTREAM ? { upstream: { '*': process.env.UPSTREAM } } : {}
export default { plugins: [cassettes(upstream)], test: { provide: { limit }, slowTestThreshold: 60_000 } }
`,
      'agent.test.ts': `
import { expect, inject, test } from 'vitest'
import { ask } from './ask.ts'
test('asks', async () => expect(await ask('Hello')).toBe('You said: Hello'))
test('asks what the environment says', async () => expect(await ask(process.env.QUESTION ?? 'none')).toBeTruthy())
test('reads the config', () => expect(inject('limit')).toBe(1))
`,
    })
    const run = async (args: string[], env: Record<string, string> = {}): Promise<void> => {
      outcomes.push(
        outcome(await project.vitest(args, { env: { CASSETTE_RUN_ID: 'run', ...env, ...coldEnv } }), project),
      )
    }
    await run(['--mode=record'], { ...recording(provider).env, QUESTION: 'one' })
    // The environment of a run ends with it.
    await run([])
    // So do the modules that it has loaded.
    project.write('config-of-run.js', 'export const limit = 2\n')
    await run([], { QUESTION: 'one' })
    await run(['-t', 'asks$'])
    project.write('vitest.config.js', 'throw new Error("broken")')
    await run([])
  }
  const [warm, cold] = [outcomes.slice(0, 5), outcomes.slice(5)]
  expect(warm.map(({ exitCode }) => exitCode)).toEqual([0, 1, 1, 0, 1])
  expect(warm).toEqual(cold)
})
