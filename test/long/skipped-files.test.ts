import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { certificate } from '../support/certificate.ts'
import { Project } from '../support/project.ts'

/** A file of which no test runs, with code that runs while it is imported. */
const file = (code: string, tests = `test.skip('skipped', () => {})`): string => `
import { spawnSync } from 'node:child_process'
import { test } from 'vitest'
const url = 'https://localhost:' + process.env.PORT + '/v1/models'
${code}
${tests}
`
const inChild = `spawnSync(process.execPath, ['-e', 'fetch(process.argv[1]).catch(() => {})', url])`
const files = {
  'asks.test.js': file(`await fetch(url).catch(() => {})`),
  'unmatched.test.js': file(`await fetch(url).catch(() => {})`, `test('unmatched', () => {})`),
  'child.test.js': file(inChild),
  'curl.test.js': file(`spawnSync('curl', ['--version', url])`),
  'quiet.test.js': file(''),
  'runs.test.js': file('', `test('matched', () => {})`),
}

test('the requests of a file whose tests are all skipped are told, and recorded', async () => {
  const reached: string[] = []
  const server = createServer({ ...certificate }, ({ url }, response) => {
    reached.push(String(url))
    response.setHeader('content-type', 'application/json').end('{}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const project = new Project(files, { options: { include: [`localhost:${port}`] } })
  const failuresOf = async (args: readonly string[]): Promise<Record<string, string>> => {
    const all = ['-t', '^matched$', '--reporter=./failures.js', '--outputFile.vitest-cassette=run.json', ...args]
    const env = { PORT: String(port), NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' }
    const run = await project.vitest(all, { env })
    const failures = project.json('failures.json') as Record<string, string>
    expect(run.exitCode, run.output).toBe(Object.keys(failures).length > 0 ? 1 : 0)
    expect(project.json('run.json').otherTraffic, run.output).toEqual({ nativeClients: { curl: 1 } })
    return failures
  }
  project.write(
    'failures.js',
    `import { writeFileSync } from 'node:fs'
export default class {
  onTestRunEnd(modules) {
    const failures = modules.flatMap((module) => module.errors().map(({ name }) => [module.relativeModuleId, name]))
    writeFileSync('failures.json', JSON.stringify(Object.fromEntries(failures)))
  }
}`,
  )
  const inChildren = { 'child.test.js': 'CassetteUnseenError' }
  for (const args of [[], ['--isolate'], ['--isolate', '--pool=threads']])
    expect(await failuresOf(args)).toEqual({
      ...inChildren,
      'asks.test.js': 'CassetteMissError',
      'unmatched.test.js': 'CassetteMissError',
    })
  expect(reached).toEqual([])
  expect(await failuresOf(['--mode', 'record', '--isolate'])).toEqual(inChildren)
  expect(reached).toHaveLength(2)
  expect(await failuresOf(['--isolate'])).toEqual(inChildren)
  expect(reached).toHaveLength(2)
})
