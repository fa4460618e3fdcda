import { privateKey, privateMember, type PathPart } from './leaf.ts'

/** A string, or a number, of JSON that stands in a text. */
export interface JsonLeaf {
  readonly text: string
  readonly field?: string
  readonly path: readonly PathPart[]
  readonly isNumber?: true
  /** The name of a field. */
  readonly isKey?: true
  /** Its place in the text, with its quotes. */
  readonly start: number
  readonly end: number
}

/** JSON in a text. */
export interface JsonRegion {
  readonly start: number
  readonly end: number
  readonly leaves: readonly JsonLeaf[]
}

/** Deeper is no JSON that anyone looks at. */
const deepest = 200

const opening = /[{[]\s*["{[]/g

/**
 * The JSON in a text, read leniently: with any layout, commas at the end, numbers of any form, and cut off at the end of
 * the text. A text that does not go on as JSON is not JSON.
 */
export function jsonRegions(text: string): JsonRegion[] {
  const regions: JsonRegion[] = []
  if (!text.includes('{') && !text.includes('[')) return regions
  opening.lastIndex = 0
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const start = match.index
    const reader = new JsonReader(text, start)
    const isJson = reader.read()
    if (isJson && reader.leaves.length > 0) regions.push({ start, end: reader.at, leaves: reader.leaves })
    const next = Math.max(reader.at, start + 1)
    opening.lastIndex = next
  }
  return regions
}

const space = /\s*/y
const string = /"(?:[^"\\]|\\[^])*(?:"|\\?$)/y
const number = /-?\d[\d.eE+-]*/y
const word = /(?:true|false|null|NaN|undefined|-?Infinity)\b/y

class JsonReader {
  readonly leaves: JsonLeaf[] = []
  readonly #text: string
  at: number

  constructor(text: string, at: number) {
    this.#text = text
    this.at = at
  }

  /** Reads one value; `false` if this is no value. The end of the text ends everything. */
  read(path: readonly PathPart[] = [], field?: string, depth = 0): boolean {
    this.#take(space)
    if (this.#isOver()) return true
    const here = this.#text[this.at]
    if (here === '{') return depth < deepest && this.#readObject(path, field, depth)
    if (here === '[') return depth < deepest && this.#readArray(path, field, depth)
    const start = this.at
    const quoted = this.#take(string)
    if (quoted !== undefined) return this.#add(unquoted(quoted), path, field, start)
    const digits = this.#take(number)
    if (digits === undefined) return this.#take(word) !== undefined
    // A list of numbers holds no secret.
    if (field !== undefined && typeof path.at(-1) === 'string')
      this.leaves.push({ text: digits, field, path, isNumber: true, start, end: this.at })
    return true
  }

  #readObject(path: readonly PathPart[], field: string | undefined, depth: number): boolean {
    this.at++
    let named: string | undefined
    let isJwk = false
    const first = this.leaves.length
    for (;;) {
      if (this.#ends('}')) {
        if (isJwk) this.#markPrivate(first, path.length + 1)
        return true
      }
      const start = this.at
      const quoted = this.#take(string)
      if (quoted === undefined) return false
      const key = unquoted(quoted)
      this.leaves.push({ text: key, path, isKey: true, start, end: this.at })
      this.#take(space)
      if (this.#isOver()) return true
      if (this.#text[this.at++] !== ':') return false
      if (key === 'kty') isJwk = true
      const before = this.leaves.length
      if (!this.read([...path, key], /^value$/i.test(key) ? (named ?? field ?? key) : key, depth + 1)) return false
      if (/^(name|key|header)$/i.test(key)) named = this.leaves[before]?.text
      if (!this.#goesOn('}')) return false
    }
  }

  /** Members of a JSON Web Key are named by one letter. */
  #markPrivate(first: number, depth: number): void {
    for (let at = first; at < this.leaves.length; at++) {
      const leaf = this.leaves[at]!
      if (leaf.isKey !== true && leaf.path.length === depth && privateMember.test(String(leaf.path.at(-1))))
        this.leaves[at] = { ...leaf, field: privateKey }
    }
  }

  #readArray(path: readonly PathPart[], field: string | undefined, depth: number): boolean {
    this.at++
    for (let index = 0; ; index++) {
      if (this.#ends(']')) return true
      if (!this.read([...path, index], field, depth + 1)) return false
      if (!this.#goesOn(']')) return false
    }
  }

  /** Takes the end of a list, of its own or of the text. */
  #ends(close: string): boolean {
    this.#take(space)
    if (this.#isOver()) return true
    if (this.#text[this.at] !== close) return false
    this.at++
    return true
  }

  /** Whether a comma follows, which it takes, or the end. */
  #goesOn(close: string): boolean {
    this.#take(space)
    if (this.#isOver() || this.#text[this.at] === close) return true
    return this.#text[this.at++] === ','
  }

  #add(text: string, path: readonly PathPart[], field: string | undefined, start: number): true {
    this.leaves.push({ text, path, ...(field !== undefined && { field }), start, end: this.at })
    return true
  }

  #isOver(): boolean {
    return this.at >= this.#text.length
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.at = pattern.lastIndex
    return found
  }
}

/** The text of a string, also of one that is cut off or that has escapes which JSON does not know. */
function unquoted(quoted: string): string {
  const isClosed = quoted.length > 1 && quoted.endsWith('"')
  try {
    return JSON.parse(isClosed ? quoted : `${quoted.replace(/\\[^]{0,5}$/, '')}"`) as string
  } catch {
    return quoted.slice(1, isClosed ? -1 : undefined)
  }
}
