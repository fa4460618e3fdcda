/** Number of characters by which needles are looked up; no needle is shorter. */
const prefix = 4
const buckets = 1 << 16

/** One literal text to be found. */
export interface Needle {
  readonly text: string
  readonly kind: string
  /** Part of a longer text in base64, all of which goes with it. */
  readonly isPart?: true
}

/** Finds any of many literals in one pass, which a pattern of all of them cannot: it tries them one after the other. */
export class NeedleIndex {
  readonly #marked = new Uint8Array(buckets)
  readonly #needles = new Map<number, Needle[]>()

  constructor(needles: Iterable<Needle>) {
    // The longest first: a key may begin as a shorter one does.
    for (const needle of [...needles].sort((a, b) => b.text.length - a.text.length)) {
      const bucket = bucketAt(needle.text, 0)
      this.#marked[bucket] = 1
      const list = this.#needles.get(bucket)
      if (list === undefined) this.#needles.set(bucket, [needle])
      else list.push(needle)
    }
  }

  /** The text with every needle replaced by what `replace` makes of it. */
  replace(text: string, replace: (needle: Needle, found: string) => string): string {
    if (this.#needles.size === 0) return text
    let result = ''
    let done = 0
    for (let at = 0; at <= text.length - prefix; at++) {
      const bucket = bucketAt(text, at)
      if (this.#marked[bucket] === 0) continue
      const needle = this.#needles.get(bucket)?.find((one) => text.startsWith(one.text, at))
      if (needle === undefined) continue
      let start = at
      let end = at + needle.text.length
      if (needle.isPart) {
        while (start > done && isBase64(text.charCodeAt(start - 1))) start--
        while (end < text.length && isBase64(text.charCodeAt(end))) end++
      }
      result += text.slice(done, start) + replace(needle, text.slice(start, end))
      done = end
      at = end - 1
    }
    return done === 0 ? text : result + text.slice(done)
  }
}

function bucketAt(text: string, at: number): number {
  return (
    (text.charCodeAt(at) * 31 +
      text.charCodeAt(at + 1) * 1021 +
      text.charCodeAt(at + 2) * 8191 +
      text.charCodeAt(at + 3) * 32749) &
    (buckets - 1)
  )
}

/** `A–Z`, `a–z`, `0–9`, `+`, `/`, `=`, `-`, `_`. */
function isBase64(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x2f && code <= 0x39) ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x3d ||
    code === 0x5f
  )
}
