import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'
import { chromium, PageBrowser } from './browser.ts'

const config = `
import { cassettes } from 'vitest-cassette/plugin'
const upstream = process.env.UPSTREAM ? { '*': process.env.UPSTREAM } : {}
export default {
  plugins: [cassettes({ upstream })],
  test: { reporters: ['default', ['html', { singleFile: true }]] },
}
`
const asks = `
import { test } from 'vitest'
import { ask } from './ask.ts'
test('asks', async () => void (await ask('Where is my order' + (process.env.MORE ?? '?'))))
`
const env = { MORE: ' 4711?', CASSETTE_RUN_ID: 'one' }

describe.skipIf(chromium === undefined)('in Chromium', () => {
  let browser: PageBrowser
  beforeAll(async () => {
    browser = await PageBrowser.start()
  })
  afterAll(() => browser.close())

  /** The page of the test, as a reader of a report gets it: at the test, as an attachment. */
  async function pageAt(report: string): Promise<string> {
    const page = await browser.visit(report)
    await (await page.waitForSelector('::-p-text(asks)'))!.click()
    const link = await page.waitForSelector('a[href^="data:text/html"]')
    expect(await page.evaluate('document.body.innerText')).toMatch(
      /Test Annotations\s+page\s+Download\s+\.vitest-cassette\/runs\/one\/a\.test\.ts\/asks/,
    )
    const data = await link!.evaluate((element) => element.getAttribute('href'))
    await page.close()
    return Buffer.from(data!.split(',')[1]!, 'base64').toString()
  }

  test("the page of a failed test is at the test, in Vitest's HTML report and in its UI", async () => {
    const project = new Project({ ...askModule, 'a.test.ts': asks, 'vitest.config.js': config })
    const recorded = await project.vitest(['--mode', 'record'], recording(await chatProvider()))
    expect(recorded.exitCode, recorded.output).toBe(0)
    const written = '.vitest-cassette/runs/one/a.test.ts/asks.html'

    const run = await project.vitestCommand(['run'], { env })
    expect(run.exitCode).toBe(1)
    const attached = await pageAt(`file://${project.path('.vitest/index.html')}`)
    expect(attached).toBe(project.read(written))
    const { page, requests, complaints } = await browser.open(attached)
    expect(await page.evaluate("document.querySelector('.miss ins').textContent")).toBe(' 4711')
    expect({ requests, complaints }).toEqual({ requests: [], complaints: [] })

    let inUi: Promise<string> | undefined
    const ui = await project.vitestCommand(['--ui', '--open=false', '--watch'], {
      env,
      onStart(child) {
        let output = ''
        child.stdout?.on('data', (text: string) => {
          output += text
          const [address] = /http:\/\/localhost\S+/.exec(output) ?? []
          if (inUi !== undefined || address === undefined || !output.includes('Watching for file changes')) return
          inUi = pageAt(address).finally(() => child.kill())
        })
      },
    })
    expect(inUi, ui.output).toBeDefined()
    // Both runs have one id, so this page is the second of its test.
    expect(await inUi).toBe(project.read(written.replace('.html', '.2.html')))
  })
})
