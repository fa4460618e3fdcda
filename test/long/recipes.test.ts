import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codeBlocks } from '../docs/markdown.ts'
import { askModule, questionsIn, recording } from '../support/ask.ts'
import { collectOutput } from '../support/collect-output.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'
import { cleanEnvironment, repository } from '../support/run.ts'
import { shapedKey } from '../unit/support/secrets.ts'

const page = readFileSync(join(repository, 'docs/recipes.md'), 'utf8')

/** The commands of a recipe. */
function recipe(heading: string): string {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  const [block] = codeBlocks(section).filter(({ language }) => language === 'sh')
  if (block === undefined) throw new Error(`no recipe "${heading}" with commands`)
  return block.text
}

const cassette = '__cassettes__/test/agent.test.ts/books-a-table.json'

function asks(...questions: readonly string[]): string {
  const calls = questions.map((question) => `  expect(await ask('${question}')).toContain('You said')`)
  return `import { expect, test } from 'vitest'
import { ask } from '../ask.ts'
test('books a table', async () => {
${calls.join('\n')}
})
`
}

test('the commands of the recipes: a conflict, recording again, a leaked key, and a renamed test', async () => {
  const provider = await chatProvider()
  const { env } = recording(provider)
  const project = new Project({ ...askModule, 'test/agent.test.ts': asks('For two?'), '.gitignore': 'node_modules\n' })
  const shell = async (commands: string): Promise<{ readonly output: string; readonly status: number | null }> => {
    const runnable = commands
      .replaceAll('npx vitest-cassette', `"${process.execPath}" node_modules/vitest-cassette/dist/cli.cjs`)
      .replaceAll('npx vitest', `"${process.execPath}" "${project.vitestBin}"`)
    const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com' }
    const committer = { GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com' }
    const child = spawn('sh', ['-c', runnable], {
      cwd: project.root,
      env: cleanEnvironment({ ...env, ...identity, ...committer, GIT_PAGER: 'cat' }),
    })
    const { read } = collectOutput(child)
    const [status] = (await once(child, 'close')) as [number | null]
    return { output: read().output, status }
  }
  const record = async (...questions: readonly string[]): Promise<void> => {
    project.write('test/agent.test.ts', asks(...questions))
    const run = await project.vitest(['--mode', 'record'], { env })
    expect(run.exitCode, run.output).toBe(0)
  }

  await record('For two?')
  expect((await shell('git init -qb main && git add . && git commit -qm one && git checkout -qb theirs')).status).toBe(
    0,
  )
  await record('For three?')
  expect((await shell('git commit -qam three && git checkout -q main')).status).toBe(0)
  await record('For four?')
  expect((await shell('git commit -qam four; git merge theirs')).output).toContain(`Merge conflict in ${cassette}`)
  project.write('test/agent.test.ts', asks('For three?', 'For four?'))
  const before = provider.requests.length
  const resolved = await shell(recipe('Resolve a conflict'))
  expect(resolved.status, resolved.output).toBe(0)
  expect(questionsIn(project, cassette)).toEqual(['For three?', 'For four?'])
  // The side that was taken has the answer to the other question.
  expect(provider.requests).toHaveLength(before + 1)
  expect((await shell('git add . && git commit -qm merged && git diff --name-only --diff-filter=U')).output).toBe('')

  const again = await shell(recipe('Record one test again'))
  expect(again.status, again.output).toBe(0)
  expect(provider.requests).toHaveLength(before + 3)

  const key = shapedKey('slack-token')
  project.write(cassette, project.read(cassette).replace('You said: For three?', `You said: ${key}`))
  await shell('git add . && git commit -qm leaked')
  const found = await shell(recipe('A key has leaked'))
  expect(found.output).toMatch(/books-a-table\.json[^]*slack/)
  expect(found.output).toMatch(/^\+.*REDACTED/m)
  expect(project.read(cassette)).not.toContain(key)

  project.write('test/agent.test.ts', asks('For three?', 'For four?').replace('books a table', 'reserves a table'))
  const renamed = await shell(`${recipe('Rename a test').trim()} --yes`)
  expect(renamed.status, renamed.output).toBe(0)
  expect(project.files('__cassettes__')).toEqual(['__cassettes__/test/agent.test.ts/reserves-a-table.json'])
})

test('an edited answer is the one that the test gets', async () => {
  const project = new Project({ ...askModule, 'test/agent.test.ts': asks('For two?') })
  const provider = await chatProvider()
  await project.vitest(['--mode', 'record'], recording(provider))
  project.write(cassette, project.read(cassette).replace('You said: For two?', 'You said: no'))
  project.write('test/agent.test.ts', asks('For two?').replace("toContain('You said')", "toBe('You said: no')"))
  const run = await project.vitest([], { env: { CI: '1' } })
  expect(run.exitCode, run.output).toBe(0)
})
