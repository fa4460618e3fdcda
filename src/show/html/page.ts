import { createHash } from 'node:crypto'
import { counted } from '../../util/counts.ts'
import { causesView, type ShownCause } from './causes-view.ts'
import { safe, html, type Html } from './safe-html.ts'
import { pageScript } from './page-script.ts'
import { pageCss } from './page-css.ts'
import type { ShownTest } from './test-page.ts'
import { idOf, testView } from './test-view.ts'

/** Marks around each test in a page, so that the page of a run can take over the tests of other pages. */
const marks = ['<!--test-->', '<!--/test-->'] as const

/** A test in a page of several. */
export interface PageTest {
  readonly id: string
  readonly title: string
  /** `passed`, `failed`, …; absent for a cassette that is shown without a run. */
  readonly state?: string | undefined
  /** HTML of the test. */
  readonly view: string
}

/**
 * A test for a page.
 *
 * @param now milliseconds since 1970, for the ages of recordings.
 */
export function pageTest(test: ShownTest, now: number): PageTest {
  const { file, name } = test.conversation
  return {
    id: idOf(file, name),
    title: name === undefined ? file : `${file} › ${name}`,
    state: test.run?.state,
    view: testView(test, now).toString(),
  }
}

/** The view of the test in the page of one test; `undefined` when it is no such page. */
export function viewInPage(page: string): string | undefined {
  const from = page.indexOf(marks[0])
  const to = page.lastIndexOf(marks[1])
  return from === -1 || to < from ? undefined : page.slice(from + marks[0].length, to)
}

/**
 * One static page that loads nothing: no server, no network, no other file.
 *
 * @param causes of the failures of a run.
 */
export function htmlPage(title: string, tests: readonly PageTest[], causes: readonly ShownCause[] = []): string {
  const views = tests.map(({ view }) => html`${safe(marks[0])}${safe(view)}${safe(marks[1])}`)
  return document(
    title,
    html`${tests.length > 1 ? contents(title, tests) : ''} ${causes.length > 0 ? causesView(causes) : ''}
      <main id="main" class="${tests.length === 1 ? 'single' : 'several'}">${views}</main>`,
  )
}

/** A document around the body of any page. */
export function document(title: string, body: Html): string {
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(pageCss)}`,
    `script-src ${hashOf(pageScript)}`,
    'img-src data:',
    'media-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${safe(`<style>${pageCss}</style>`)}
      </head>
      <body>
        <a class="skip" href="#main">to the conversation</a>
        <header>
          <h1>${title}</h1>
          <p class="tools-bar">
            <button type="button" hidden data-open="true">Open all</button>
            <button type="button" hidden data-open="false">Close all</button>
          </p>
        </header>
        ${body} ${safe(`<script>${pageScript}</script>`)}
      </body>
    </html> `.toString()
}

function contents(title: string, tests: readonly PageTest[]): Html {
  return html`<nav aria-label="tests">
    <details open>
      <summary>${counted(tests.length, 'test')}</summary>
      <p>
        <label hidden data-filter>Filter <input type="search" autocomplete="off" /></label>
      </p>
      <ul>
        ${tests.map(({ id, title: name, state }) => html`<li>${state === undefined ? '' : html`<span class="tag" data-outcome="${state}">${state}</span> `}<a href="#${id}">${name}</a></li>`)}
      </ul>
    </details>
  </nav>`
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
