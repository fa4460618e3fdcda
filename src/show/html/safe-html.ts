import { html as template, raw as unescaped } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

/** A text that is HTML already. Anything else in a template is escaped. */
export type Html = HtmlEscapedString

/** What a template takes: HTML, texts, which it escapes, and lists of both. */
type Value = Html | string | number | false | null | undefined | readonly Value[]

/** A piece of a page. Recorded text is hostile input, so every value is escaped unless it is HTML already. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  // Without promises among the values the result is none.
  return template(strings, ...values) as Html
}

/** HTML in which everything is escaped already, such as that of a library. */
export function safe(text: string): Html {
  return unescaped(text)
}
