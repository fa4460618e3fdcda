import type { NdjsonBody, NdjsonLayout } from '../cassette/stored-body.ts'
import type { Codec } from './codec.ts'
import { detectLayout, parseJson, writeJson } from './json-layout.ts'

/**
 * One JSON value a line, all in one layout.
 *
 * @see https://github.com/ndjson/ndjson-spec
 */
export const ndjson: Codec<NdjsonBody> = {
  read({ text }) {
    if (text === undefined) return undefined
    const eol = /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n'
    const isOpen = !text.endsWith(eol)
    const lines = (isOpen ? text : text.slice(0, -eol.length)).split(eol)
    const { head: _head, tail: _tail, ...json } = detectLayout(lines) ?? {}
    const layout: NdjsonLayout = {
      ...(eol === '\r\n' && { eol }),
      ...(isOpen && { open: true }),
      ...(Object.keys(json).length > 0 && { json }),
    }
    return { ndjson: lines.map(parseJson), ...(Object.keys(layout).length > 0 && { layout }) }
  },

  write({ ndjson, layout }) {
    const eol = layout?.eol ?? '\n'
    return ndjson.map((value) => writeJson(value, layout?.json)).join(eol) + (layout?.open ? '' : eol)
  },
}
