import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'

/** Usual places of Chromium. */
const places = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
]

/** Path of Chromium on this machine, if there is one. */
export const chromium: string | undefined = places.find((path) => path !== '' && existsSync(path))

/** Why tests are skipped without a browser, and how to get one. */
export const howToGet =
  'There is no Chromium. Install it (Debian: apt-get install chromium), or name it: CHROMIUM=/path/to/chromium npm run test:pages'

/** A page in the browser, and everything that it should not do. */
export interface OpenPage {
  readonly page: Page
  /** Requests for anything but the page itself. */
  readonly requests: string[]
  /** Messages of the console, breaches of the policy among them, errors and dialogs. */
  readonly complaints: string[]
}

/** Chromium with pages from files. */
export class PageBrowser {
  readonly #browser: Browser
  readonly #folder = mkdtempSync(join(tmpdir(), 'pages-'))
  #count = 0

  private constructor(browser: Browser) {
    this.#browser = browser
  }

  /** @throws the error of the browser when it does not start. */
  static async start(): Promise<PageBrowser> {
    // The sandbox of Chromium does not work for the user `root` of a container.
    return new PageBrowser(await puppeteer.launch({ executablePath: chromium!, args: ['--no-sandbox'] }))
  }

  /**
   * Opens the text of a page as a file, as a user does.
   *
   * @param options.at a place in the page, from its `#` on.
   */
  async open(
    text: string,
    { scripts = true, width = 1100, at = '' }: { scripts?: boolean; width?: number; at?: string } = {},
  ): Promise<OpenPage> {
    const path = join(this.#folder, `${(this.#count += 1)}.html`)
    writeFileSync(path, text)
    const page = await this.#browser.newPage()
    const requests: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) requests.push(request.url())
    })
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('dialog', (dialog) => {
      complaints.push(dialog.message())
      void dialog.dismiss()
    })
    await page.setViewport({ width, height: 900 })
    await page.setJavaScriptEnabled(scripts)
    await page.goto(`file://${path}${at}`)
    return { page, requests, complaints }
  }

  /** Opens an address. */
  async visit(address: string): Promise<Page> {
    const page = await this.#browser.newPage()
    await page.setViewport({ width: 1400, height: 900 })
    await page.goto(address)
    return page
  }

  /** Opens an HTTP archive in the network panel of the developer tools, as a user does. */
  async openArchive(text: string): Promise<Page> {
    const path = join(this.#folder, `${(this.#count += 1)}.har`)
    writeFileSync(path, text)
    const page = await this.visit('devtools://devtools/bundled/devtools_app.html?panel=network')
    const button = await page.waitForSelector('>>> [aria-label^="Import HAR"]')
    const [chooser] = await Promise.all([page.waitForFileChooser(), button!.click()])
    await chooser.accept([path])
    return page
  }

  async close(): Promise<void> {
    await this.#browser.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
