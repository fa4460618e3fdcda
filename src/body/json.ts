import type { JsonBody } from '../cassette/stored-body.ts'
import type { Codec } from './codec.ts'
import { detectLayout, parseJson, writeJson } from './json-layout.ts'

/**
 * One JSON value with its layout.
 *
 * `JSON.parse()` loses some notations (`1e-05`, numbers beyond double precision, repeated keys, the order of integer-like
 * keys). A body with one of them is stored as text.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export const json: Codec<JsonBody> = {
  read({ text }) {
    if (text === undefined) return undefined
    const value = parseJson(text)
    const layout = detectLayout([text])
    return { json: value, ...(layout && { layout }) }
  },

  write({ json, layout }) {
    return writeJson(json, layout)
  },
}
