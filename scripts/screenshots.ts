import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, howToGet, PageBrowser } from '../test/pages/browser.ts'
import { conversationPage, cutStreamPage, lanesPage, missPage, twoVersionsPage } from '../test/pages/samples.ts'

/** Makes the pictures of the five main views for `docs/show.md`. */
const views = {
  conversation: conversationPage,
  miss: missPage,
  stream: cutStreamPage,
  lanes: lanesPage,
  comparison: twoVersionsPage,
}

if (chromium === undefined) throw new Error(howToGet)
const folder = join(resolve(import.meta.dirname, '..'), 'docs/pictures')
mkdirSync(folder, { recursive: true })
const browser = await PageBrowser.start()
for (const [name, view] of Object.entries(views)) {
  const { page } = await browser.open(view(), { width: 900 })
  await page.screenshot({ path: join(folder, `${name}.png`) as `${string}.png`, fullPage: true })
}
await browser.close()
