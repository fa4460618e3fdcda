import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, howToGet, PageBrowser } from '../test/pages/browser.ts'
import { cutStreamPage, twoVersionsPage } from '../test/pages/samples.ts'
import { pagesOfExamples } from './pages-of-examples.ts'

/** The pictures of the five main views for `docs/show.md`: of real runs, where a run without a provider shows them. */
const views = { ...(await pagesOfExamples()), stream: cutStreamPage(), comparison: twoVersionsPage() }

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
