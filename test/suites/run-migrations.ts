import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startProvider } from '../../examples/provider.ts'
import { wayFrom } from '../docs/way.ts'
import { Project, type Run } from '../support/project.ts'
import { repository } from '../support/run.ts'

/** Sends the requests of the app to a provider on this machine, below everything that records them. */
const forward = `
const { PROVIDER } = process.env
const direct = globalThis.fetch
if (PROVIDER)
  globalThis.fetch = async (input, init) => {
    const { url, method, headers, body } = new Request(input, init)
    return direct(PROVIDER + new URL(url).pathname, { method, headers, body, duplex: 'half' })
  }
`

const config = `
import { cassettes } from 'vitest-cassette/plugin'
export default {
  plugins: process.env.WITHOUT_PLUGIN ? [] : [cassettes()],
  test: { setupFiles: ['./forward.js'] },
}
`

test.each([
  ['nock', 'test/fixtures', "setMode('lockdown')", "setMode('record')"],
  ['polly', 'recordings', 'recordIfMissing: false', 'recordIfMissing: true'],
])(
  '%s: its own recording answers before, and after as an imported cassette',
  async (tool, folder, replays, records) => {
    const { before, after } = wayFrom(tool)
    const project = new Project(
      { 'forward.js': forward, 'vitest.config.js': config, 'test/agent.test.ts': before.replace(replays, records) },
      { within: 'test/suites' },
    )
    for (const name of ['agent.ts', 'orders.ts'])
      cpSync(join(repository, 'examples/support-agent', name), project.path(`test/${name}`))
    // Its own process, because the Vitest of this folder is another copy.
    const run = (env: Record<string, string>): Promise<Run> => project.vitest([], { env, execPath: process.execPath })
    const withKey = { OPENAI_API_KEY: 'none' }

    const provider = await startProvider()
    const { url } = provider
    onTestFinished(() => provider.stop().catch(() => {}))
    const recorded = await run({ ...withKey, WITHOUT_PLUGIN: '1', PROVIDER: url })
    expect(recorded.exitCode, recorded.output).toBe(0)
    await provider.stop()
    const [recording = '', ...more] = project.files(folder)
    expect(more).toEqual([])
    // nock sees the connection to the provider on this machine.
    project.write(recording, project.read(recording).replaceAll(url, 'https://api.openai.com:443'))

    project.write('test/agent.test.ts', before)
    for (const env of [{ WITHOUT_PLUGIN: '1' }, { CI: '1' }]) {
      const replayed = await run({ ...withKey, ...env })
      expect(replayed.exitCode, replayed.output).toBe(0)
    }
    expect(project.exists('__cassettes__')).toBe(false)

    const imported = await project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'import', folder])
    expect(imported.exitCode, imported.output).toBe(0)
    expect(imported.stdout).toContain('1 cassette, 2 interactions imported')

    project.write('test/agent.test.ts', after)
    const replayed = await run({ CI: '1' })
    expect(replayed.exitCode, replayed.output).toBe(0)
    expect(replayed.output).toContain('Cassettes  1 replayed')
  },
)
