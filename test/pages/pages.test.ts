import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toHar } from '../../src/show/har/http-archive.ts'
import { readConversation } from '../../src/show/model/read-conversation.ts'
import { agent } from '../unit/show/calls.ts'
import { chromium, howToGet, PageBrowser } from './browser.ts'
import {
  conversationPage,
  cutStreamPage,
  hostilePage,
  imagePage,
  lanesPage,
  longStreamPage,
  missPage,
  twoVersionsPage,
  wholeRunPage,
} from './samples.ts'

const all = {
  conversationPage,
  cutStreamPage,
  hostilePage,
  imagePage,
  lanesPage,
  missPage,
  twoVersionsPage,
  wholeRunPage,
}

if (chromium === undefined) console.warn(howToGet)

describe.skipIf(chromium === undefined)('in Chromium', () => {
  let browser: PageBrowser
  beforeAll(async () => {
    browser = await PageBrowser.start()
  })
  afterAll(() => browser.close())

  test.each(Object.entries(all))(
    '%s loads nothing else, and its policy stops nothing of its own',
    async (_, sample) => {
      const { requests, complaints } = await browser.open(sample())
      expect({ requests, complaints }).toEqual({ requests: [], complaints: [] })
    },
  )

  test.each(Object.entries(all))('%s is accessible in light, in dark and on a phone', async (_, sample) => {
    for (const [scheme, width] of [
      ['light', 1100],
      ['dark', 1100],
      ['light', 360],
    ] as const) {
      const { page } = await browser.open(sample(), { width })
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
      await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
      await page.evaluate(axe.source)
      const found = (await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html + " " + nodes[0].failureSummary))',
      )) as string[]
      expect(found).toEqual([])
      const isTooWide = await page.evaluate(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      )
      expect(isTooWide, `${scheme} ${width}`).toBe(false)
      await page.close()
    }
  })

  test('no recorded text runs, loads anything or becomes an element', async () => {
    const { page, requests, complaints } = await browser.open(hostilePage())
    await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    for (const link of await page.$$('a')) expect(await link.evaluate((a) => a.getAttribute('href'))).toMatch(/^#/)
    expect(
      await page.evaluate(
        "[window.hacked === undefined, document.scripts.length, document.querySelectorAll('img, svg[onload], [onclick], [onerror]').length]",
      ),
    ).toEqual([true, 1, 0])
    expect({ requests, complaints }).toEqual({ requests: [], complaints: [] })
  })

  test('a conversation with tools joins the calls to their results', async () => {
    const { page } = await browser.open(conversationPage())
    // A busy machine shows a part of the page before the rest.
    const shown = (): Promise<unknown> => page.evaluate('document.body.innerText')
    await expect.poll(shown, { timeout: 60_000 }).toMatch(/calls \[1\] find_order[^]*result \[1\]/)
    const text = await shown()
    expect(text).toContain('It is on its way. Friday.')
    expect(text).toMatch(/2\s+300\s+256\s+12\s+0\s+\$0\.0000|2\s+300\s+256\s+12/)
    expect(text).toMatch(/request\.body\.json\.messages\[1\]\.content\s+email\s+\[REDACTED:email\.1\]/)
  })

  /** Searches like a reader, by an address with a text: a browser opens what is closed around the text. */
  const found = async (text: string): Promise<unknown> => {
    const { page } = await browser.open(conversationPage(), { at: `#:~:text=${encodeURIComponent(text)}` })
    const isFound = await page
      .waitForFunction("[...document.querySelectorAll('main details')].some(({ open }) => open)", { timeout: 10_000 })
      .catch(() => undefined)
    const parts = await page.evaluate(
      "[...document.querySelectorAll('main details')].filter(({ open }) => open).map((part) => [part.className, part.textContent])",
    )
    await page.close()
    return isFound && (parts as string[][]).map(([name, content]) => [name, content!.includes(text)])
  }

  test.each([
    ['system', 'You answer customers'],
    ['tools', 'Finds.'],
    ['raw', 'tool_call_id'],
    ['raw', 'prompt_tokens_details'],
  ])('the search of the browser finds and opens a closed part: %s, "%s"', async (part, text) => {
    expect(await found(text)).toEqual([[part, true]])
  })

  test('the search of the browser finds nothing that is not there', async () => {
    expect(await found('You answer nobody')).toBeUndefined()
    const { page } = await browser.open(conversationPage())
    expect(await page.evaluate("window.find('You answer customers')")).toBe(true)
    expect(await page.evaluate("window.find('You answer nobody')")).toBe(false)
  })

  test('a miss shows both requests beside each other, with the words that differ', async () => {
    const { page } = await browser.open(missPage())
    const marked = (await page.evaluate(
      "['.miss del', '.miss ins'].map((name) => [...document.querySelectorAll(name)].map((one) => one.textContent.trim()))",
    )) as string[][]
    expect(marked).toEqual([['two'], ['kind and', 'four']])
    const [left, right] = (await page.evaluate(
      "[...document.querySelectorAll('.miss tbody tr:last-child td')].map((cell) => cell.getBoundingClientRect().left)",
    )) as [number, number]
    expect(right).toBeGreaterThan(left)
    expect(await page.evaluate("document.querySelector('.miss').innerText")).toContain('--mode record')
  })

  test('a cut stream shows where it broke, and plays at the recorded pace', async () => {
    const { page } = await browser.open(cutStreamPage())
    expect(await page.$eval('.timeline svg', (one) => one.getAttribute('aria-label'))).toMatch(
      /first byte 310 ms.*, cut$/,
    )
    expect(await page.$$('.silence')).toHaveLength(2)
    expect(await page.evaluate("document.querySelector('.end').innerText")).toContain('cut: TypeError terminated')
    const text = "document.querySelector('.answer .text').textContent"
    const whole = (await page.evaluate(text)) as string
    await page.click('[data-play]')
    const begun = (await page.evaluate(text)) as string
    expect(begun.length).toBeLessThan(whole.length)
    await page.waitForFunction(`${text}.startsWith('Your order')`)
    await page.waitForFunction(`${text}.length === ${whole.length}`)
    expect(await page.evaluate(text)).toBe(whole)
  })

  test('images and sounds are shown', async () => {
    const { page, requests } = await browser.open(imagePage())
    const sizes = await page.evaluate("[...document.images].map(({ naturalWidth, alt }) => [naturalWidth, alt !== ''])")
    expect(sizes).toEqual([
      [48, true],
      [48, true],
    ])
    expect(await page.$$('audio')).toHaveLength(1)
    expect(requests).toEqual([])
  })

  test('10,000 events open in a second', async () => {
    const text = longStreamPage(10_000)
    const times: number[] = []
    // A busy machine is no slow page.
    for (let attempt = 0; attempt < 5 && !times.some((time) => time < 1_000); attempt++) {
      const { page } = await browser.open(text)
      times.push((await page.evaluate("performance.getEntriesByType('navigation')[0].domComplete")) as number)
      expect(await page.evaluate("document.querySelector('.raw:last-of-type').textContent")).toContain('word9999')
      await page.close()
    }
    expect(Math.min(...times)).toBeLessThan(1_000)
  })

  test('everything can be read with scripts off', async () => {
    const { page } = await browser.open(conversationPage(), { scripts: false })
    const [first] = await page.$$('.answer .text')
    expect(await first?.isVisible()).toBe(true)
    for (const button of await page.$$('button')) expect(await button.isVisible()).toBe(false)
    await page.click('summary')
    expect(await (await page.$('details.system .text'))?.isVisible()).toBe(true)
  })

  test('the keyboard reaches and opens everything', async () => {
    const { page } = await browser.open(conversationPage())
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    const reached = new Set<string>()
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press('Tab')
      reached.add((await page.evaluate('document.activeElement.tagName')) as string)
      if ((await page.evaluate("document.activeElement.parentElement?.className === 'system'")) === true) {
        await page.keyboard.press('Enter')
        break
      }
    }
    expect(await page.evaluate("document.querySelector('details.system').open")).toBe(true)
    expect([...reached]).toEqual(expect.arrayContaining(['BUTTON', 'A', 'SUMMARY']))
    await page.focus('[data-open=true]')
    await page.keyboard.press('Enter')
    expect(await page.evaluate("[...document.querySelectorAll('main details')].every(({ open }) => open)")).toBe(true)
  })

  test('a print shows closed parts, and no buttons', async () => {
    const { page } = await browser.open(conversationPage())
    await page.emulateMediaType('print')
    expect(await (await page.$('details.system .text'))?.isVisible()).toBe(true)
    expect(await (await page.$('button'))?.isVisible()).toBe(false)
  })

  test('lanes are columns, and one below the other on a phone', async () => {
    const tops = "[...document.querySelectorAll('.lane')].map((lane) => lane.getBoundingClientRect().top)"
    const wide = (await (await browser.open(lanesPage())).page.evaluate(tops)) as number[]
    expect(wide[0]).toBe(wide[1])
    const narrow = (await (await browser.open(lanesPage(), { width: 360 })).page.evaluate(tops)) as number[]
    expect(narrow[1]).toBeGreaterThan(narrow[0]!)
  })

  test('the developer tools open an HTTP archive, and show the events of a stream with their times', async () => {
    const archive = toHar([readConversation(agent, { file: 'test/agent.test.ts', name: 'asks' })], '1.0.0')
    const page = await browser.openArchive(JSON.stringify(archive))
    const rowsOf = async (selector: string): Promise<string[]> =>
      Promise.all((await page.$$(selector)).map((row) => row.evaluate(({ textContent }) => textContent)))
    const shows = (selector: string, rows: readonly RegExp[]): Promise<void> =>
      expect.poll(() => rowsOf(selector), { timeout: 60_000 }).toEqual(rows.map((row) => expect.stringMatching(row)))
    const requests = '>>> tr.data-grid-data-grid-node'
    await shows(requests, [/^completions.*200.*fetch/, /^completions.*200.*eventsource.*458.ms/])
    await (await (await page.$$(requests))[1]!.$('td'))!.click()
    await (await page.waitForSelector('>>> ::-p-aria([name="EventStream"][role="tab"])'))!.click()
    await shows('>>> .event-source-messages-view >>> tbody tr', [
      /^\s*ID\s*Type\s*Data\s*Time/,
      /It is on its way\..*:11\.624/s,
      /Friday\..*:11\.934/s,
      /"prompt_tokens":300.*:11\.939/s,
      /\[DONE\].*:11\.940/s,
      /^\s*$/,
    ])
  })

  test('the list of a run leads to its tests, and a filter shortens it', async () => {
    const { page } = await browser.open(wholeRunPage())
    await page.type('[data-filter] input', 'answers')
    const shown =
      "[...document.querySelectorAll('nav li')].filter((item) => !item.hidden).map((item) => item.innerText)"
    expect(await page.evaluate(shown)).toEqual(['passed test/agent.test.ts › answers'])
    await page.click('nav li:not([hidden]) a')
    expect(await page.evaluate('document.querySelector(location.hash).tagName')).toBe('ARTICLE')
  })
})
