import { html, type Html } from './safe-html.ts'

/** A cause of failures, for the page of a run. */
export interface ShownCause {
  /** The cause in one sentence. */
  readonly title: string
  /** Lines of a difference; a sign begins the text before, and the text after. */
  readonly difference: readonly string[]
  /** The tests, with the ids of their places in the page, where they have one. */
  readonly tests: ReadonlyArray<{ readonly name: string; readonly id: string | undefined }>
  /** What to do about it, each a reason and a line. */
  readonly ways: ReadonlyArray<{ readonly when: string; readonly line: string }>
}

/** The causes of the failures of a run, each with its tests and what to do. */
export function causesView(causes: readonly ShownCause[]): Html {
  return html`<section aria-label="failures">
    <h2>Failures by cause</h2>
    ${causes.map(causeView)}
  </section>`
}

function causeView({ title, difference, tests, ways }: ShownCause): Html {
  return html`<details open>
    <summary>${title}</summary>
    ${difference.length === 0 ? '' : html`<pre>${difference.map(lineView)}</pre>`}
    <ul>
      ${tests.map(({ name, id }) => html`<li>${id === undefined ? name : html`<a href="#${id}">${name}</a>`}</li>`)}
    </ul>
    ${ways.map(
      ({ when, line }) =>
        html`<p>${when}</p>
          <pre>${line}</pre>`,
    )}
  </details>`
}

function lineView(line: string): Html {
  if (line.startsWith('- ')) return html`<del>${line}</del> `
  return line.startsWith('+ ') ? html`<ins>${line}</ins> ` : html`${line} `
}
