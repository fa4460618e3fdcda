import type { JsonLayout } from '../cassette/stored-body.ts'

/** Levels of nesting. Deeper values are not stored as JSON, because code that walks a stored value recurses. */
export const maxDepth = 500

/** TypeScript has no type for it yet. @see https://tc39.es/proposal-json-parse-with-source/ */
const { rawJSON } = JSON as unknown as { readonly rawJSON: (this: void, text: string) => unknown }

/**
 * The JSON value of a text.
 *
 * @throws SyntaxError when the text is not JSON; RangeError when its values are nested deeper than 500 levels.
 */
export function parseJson(text: string): unknown {
  if (isDeeper(text, maxDepth)) throw new RangeError(`JSON is nested deeper than ${maxDepth} levels`)
  return JSON.parse(text)
}

/** Says whether a JSON text is nested deeper than so many levels, without parsing it. */
export function isDeeper(text: string, levels: number): boolean {
  // Few texts have as many brackets, and counting levels looks at every character.
  return hasMoreBrackets(text, levels) && scan(text).depth > levels
}

function hasMoreBrackets(text: string, most: number): boolean {
  let count = 0
  for (const bracket of ['[', '{'])
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) if (++count > most) return true
  return false
}

/** The JSON text of a value in a layout, the inverse of {@link parseJson}. */
export function writeJson(value: unknown, layout?: JsonLayout): string {
  if (layout === undefined) return JSON.stringify(value)
  const { spaced, indent, floats, ascii, escape, head = '', tail = '' } = layout
  let text = JSON.stringify(value, floats && writeFloats(new Set(floats)), spaced ? 1 : indent)
  // JSON strings hold no raw line breaks, so every line break of an indented text is between values.
  if (spaced) text = text.replace(/,\n */g, spaced === 'colons' ? ',' : ', ').replace(/\n */g, '')
  if (ascii) text = text.replace(/[\x7f-\uffff]/g, escapeCharacter)
  if (escape) text = text.replace(new RegExp(`[${Array.from(escape, escapeCharacter).join('')}]`, 'g'), escapeCharacter)
  return head + text + tail
}

/**
 * The layout that JSON texts of one program most likely share; `undefined` for compact.
 *
 * It is a guess from the first text that has a separator. Nothing is verified here.
 */
export function detectLayout(texts: readonly string[]): JsonLayout | undefined {
  const layout = { ...spacing(texts), ...escapes(texts), ...floats(texts), ...around(texts[0] ?? '') }
  return Object.keys(layout).length > 0 ? layout : undefined
}

function spacing(texts: readonly string[]): Pick<JsonLayout, 'indent' | 'spaced'> | undefined {
  let colons: boolean | undefined
  for (const text of texts) {
    const indent = /^\s*[[{]\n( *)/.exec(text)?.[1]
    if (indent !== undefined) return { indent: indent.length }
    const colon = followedBySpace(text, ':')
    const comma = followedBySpace(text, ',')
    if (comma) return { spaced: true }
    if (comma === false) return colon ? { spaced: 'colons' } : {}
    colons ??= colon
  }
  return colons ? { spaced: true } : undefined
}

/** Whether the first such separator has a space after it; `undefined` when there is no separator. */
function followedBySpace(text: string, separator: ':' | ','): boolean | undefined {
  const at = scan(text, separator).separator
  return at === -1 ? undefined : text[at + 1] === ' '
}

function escapes(texts: readonly string[]): Pick<JsonLayout, 'ascii' | 'escape'> {
  const characters = new Set<string>()
  for (const text of texts) {
    // Most texts have no such escape, and the pattern looks at every character.
    if (!text.includes('\\u')) continue
    for (const [, hex] of text.matchAll(/\\(?:u([0-9a-f]{4})|.)/g))
      if (hex) characters.add(String.fromCharCode(parseInt(hex, 16)))
  }
  const all = [...characters].sort().join('')
  const escape = all.replace(/[^ -~]|["\\]/g, '')
  const isAscii = /[\x7f-\uffff]/.test(all) && !texts.some((text) => /[\x7f-\uffff]/.test(text))
  return { ...(isAscii && { ascii: true }), ...(escape !== '' && { escape }) }
}

function floats(texts: readonly string[]): Pick<JsonLayout, 'floats'> {
  const names = new Set<string>()
  for (const text of texts) {
    if (!text.includes('.0')) continue
    for (const [, name] of text.matchAll(/"(\w+)":\s*-?\d+\.0\s*[,}\]]/g)) names.add(name!)
  }
  return names.size === 0 ? {} : { floats: [...names] }
}

function writeFloats(names: ReadonlySet<string>) {
  return (name: string, value: unknown): unknown =>
    names.has(name) && Number.isSafeInteger(value) ? rawJSON(`${JSON.stringify(value)}.0`) : value
}

function around(text: string): Pick<JsonLayout, 'head' | 'tail'> {
  const head = text.slice(0, text.length - text.trimStart().length)
  const tail = text.slice(text.trimEnd().length)
  return { ...(head !== '' && { head }), ...(tail !== '' && { tail }) }
}

function escapeCharacter(character: string): string {
  return '\\u' + character.charCodeAt(0).toString(16).padStart(4, '0')
}

/** Depth of nesting, and the index of the first such separator outside strings, or -1. */
function scan(text: string, separator?: ':' | ','): { depth: number; separator: number } {
  let depth = 0
  let level = 0
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfString(text, at)
        break
      case 0x5b: // [
      case 0x7b: // {
        depth = Math.max(depth, ++level)
        break
      case 0x5d: // ]
      case 0x7d: // }
        level--
        break
      case 0x2c: // ,
      case 0x3a: // :
        if (text[at] === separator) return { depth, separator: at }
    }
  }
  return { depth, separator: -1 }
}

function endOfString(text: string, start: number): number {
  let end = start
  let isEscapedQuote: boolean
  do {
    end = text.indexOf('"', end + 1)
    if (end === -1) return text.length
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes++
    isEscapedQuote = slashes % 2 === 1
  } while (isEscapedQuote)
  return end
}
