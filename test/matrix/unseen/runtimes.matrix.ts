import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Project } from '../../support/project.ts'

/** The plugin, in a process of the name of Node: the processes of the tests keep their name. */
const nameless = `
import { cassettes } from 'vitest-cassette/plugin'
const { bun, deno, ...versions } = process.versions
Object.defineProperty(process, 'versions', { value: versions })
export default { plugins: [cassettes()] }
`

const asks = `
import { test } from 'vitest'
test('asks', () => fetch('https://api.openai.com/v1/models'))
`

const installed = (path: string): string => join(import.meta.dirname, '../node_modules', path)

// Vitest's processes do not start in Bun, but its threads do.
test.each([
  ['Bun', installed('bun/bin/bun.exe'), ['--bun'], ['--pool=threads']],
  ['Deno', installed('deno/deno'), ['run', '-A'], []],
])(
  '%s is named before any test, and where it had no name, the request at set-up would show it',
  async (name, execPath, before, after) => {
    const project = new Project(
      { 'asks.test.js': asks, 'nameless.config.js': nameless },
      { within: 'test/matrix', vitest: 'test/matrix/node_modules/vitest' },
    )
    const command = [...before, project.vitestBin, 'run', ...after]
    const named = await project.node(command, { execPath })
    expect(named.exitCode, named.output).toBe(1)
    expect(named.output).toContain(`vitest-cassette cannot answer requests on ${name} `)

    const found = await project.node([...command, '--config=nameless.config.js'], { execPath })
    expect(found.exitCode, found.output).toBe(1)
    expect(found.output).toContain('CassetteStartError: Requests are not caught, so the run stops')
    expect(found.output).toMatch(new RegExp(`runtime +${name} [\\d.]+, environment node`))
    expect(found.output).toMatch(/Tests +no tests/)
  },
)
