import { micromark } from 'micromark'
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table'
import { prettyPrintJson } from 'pretty-print-json'
import { placeholderPattern } from '../../redact/placeholder.ts'
import { safe, html, type Html } from './safe-html.ts'

/** Longest texts that are highlighted or read as Markdown, in characters: each word becomes an element of the page. */
const longest = 10_000

/** A recorded text, exactly as it is, with the places of secrets marked. */
export function exactText(text: string): Html {
  if (!text.includes('[REDACTED')) return html`${text}`
  const pieces = text.split(new RegExp(`(${placeholderPattern})`))
  return html`${pieces.map((piece, index) => (index % 2 === 1 ? html`<mark>${piece}</mark>` : piece))}`
}

/** A recorded text on lines of its own. Templates are formatted, and white space counts here. */
export function textBlock(text: Html | string, id?: string): Html {
  const inner = typeof text === 'string' ? exactText(text) : text
  return safe(`<div class="text"${id === undefined ? '' : ` id="${id}"`}>${inner.toString()}</div>`)
}

/** Code on lines of its own. A browser drops the first line break. */
export function codeBlock(code: Html): Html {
  return safe(`<pre class="code">\n${code.toString()}</pre>`)
}

/** A JSON value with colours. Long data in it is shortened. */
export function jsonText(value: unknown): Html {
  const text = JSON.stringify(value, withoutLongData, 2) ?? ''
  return text.length > longest ? exactText(text) : coloured(JSON.parse(text || 'null'))
}

/** JSON with colours, such as the input of a tool; any other text as it is. */
export function codeText(text: string): Html {
  if (text.length > longest || !/^\s*[[{]/.test(text)) return exactText(text)
  try {
    const value: unknown = JSON.parse(text)
    // Not a number that JavaScript cannot hold.
    return /\d{16}|e[+-]?\d/i.test(text) ? exactText(text) : coloured(value)
  } catch {
    return exactText(text)
  }
}

function coloured(value: unknown): Html {
  const options = { indent: 2, linkUrls: false, quoteKeys: true, trailingCommas: false }
  return safe(prettyPrintJson.toHtml(value, options))
}

function withoutLongData(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || value.length < 2_000 || !/^(data:[^,]*,)?[\w+/=-]+$/.test(value)) return value
  return `${value.slice(0, 60)}… (${value.length} characters)`
}

/** Whether a text looks as if it was written in Markdown. */
export function isMarkdown(text: string): boolean {
  return text.length <= longest && /^(#{1,6} |[-*] |\d+\. |```|\|.*\|)|\*\*\S|`[^`]+`/m.test(text)
}

/** No element that names another address: a page loads nothing, and a recorded link may lead anywhere. */
const withoutAddresses = {
  disable: { null: ['autolink', 'definition', 'labelStartImage', 'labelStartLink', 'htmlFlow', 'htmlText'] },
}

/** A text as its Markdown means it. */
export function markdownText(text: string): Html {
  const options = { extensions: [gfmTable(), withoutAddresses], htmlExtensions: [gfmTableHtml()] }
  // Headings of a recorded text are none of the page.
  return safe(
    micromark(text, options)
      .replaceAll(/<h[1-6]>/g, '<p class="head">')
      .replaceAll(/<\/h[1-6]>/g, '</p>'),
  )
}
