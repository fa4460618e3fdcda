import { expect, test } from 'vitest'
import { askModule, recording } from '../../support/ask.ts'
import { Project } from '../../support/project.ts'
import { chatProvider } from '../../support/provider.ts'

const config = `
import { preview } from '@vitest/browser-preview'
import { cassettes } from 'vitest-cassette/plugin'
const browser = { enabled: true, provider: preview(), instances: [{ browser: 'chrome' }] }
export default {
  plugins: [cassettes({ upstream: { '*': process.env.UPSTREAM ?? 'http://127.0.0.1:9' } })],
  test: {
    projects: [
      { extends: true, test: { name: 'node', include: ['node.test.ts'] } },
      { extends: true, test: { name: 'web', include: ['web.test.ts'], browser } },
    ],
  },
}
`

const asks = `
import { test } from 'vitest'
import { ask } from './ask.ts'
test('asks', async () => void (await ask('Hello')))
`

test('a project that runs in a browser is named and left alone, and one of Node beside it works', async () => {
  const project = new Project(
    { ...askModule, 'vitest.config.js': config, 'node.test.ts': asks, 'web.test.ts': asks },
    { within: 'test/matrix', vitest: 'test/matrix/node_modules/vitest' },
  )
  const provider = await chatProvider()
  const recorded = await project.vitest(['--project', 'node', '--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.output).toContain('Cassettes  1 recorded')
  // No browser is opened to list the files.
  const listed = await project.vitestCommand(['list', '--filesOnly', '--configLoader=native'])
  expect(listed.output).toContain('vitest-cassette leaves the browser project "web (chrome)" alone')
  expect(listed.stdout).toContain('[node] node.test.ts')
})
