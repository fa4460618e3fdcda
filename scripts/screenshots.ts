import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, howToGet, PageBrowser } from '../test/pages/browser.ts'
import { pagesOfExamples } from './pages-of-examples.ts'
import { pagesOfRecordings } from './pages-of-recordings.ts'

/** The pictures of the five main views for `docs/show.md`, all of real runs. */
const views = { ...(await pagesOfExamples()), ...(await pagesOfRecordings()) }

if (chromium === undefined) throw new Error(howToGet)
const folder = join(resolve(import.meta.dirname, '..'), 'docs/pictures')
mkdirSync(folder, { recursive: true })
const browser = await PageBrowser.start()
for (const [name, view] of Object.entries(views)) {
  const { page } = await browser.open(view, { width: 900 })
  // Parts that are drawn only when they are looked at have no height before.
  await page.evaluate("for (const part of document.querySelectorAll('*')) part.style.contentVisibility = 'visible'")
  await page.screenshot({ path: join(folder, `${name}.png`) as `${string}.png`, fullPage: true })
}
await browser.close()
