import type { JsonBody } from '../cassette/interaction.ts'
import type { Codec } from './codec.ts'
import { detectLayout, parseJson, writeJson } from './json-layout.ts'

/**
 * One JSON value, with the way it was laid out.
 *
 * What `JSON.parse()` does not keep (`1e-05`, numbers beyond double precision, repeated keys, the place of integer-like
 * keys) is not written the same again, and such a body stays text.
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
