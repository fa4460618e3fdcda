/** Number of characters by which literals are looked up. Shorter literals are looked for one by one. */
const prefix = 3

const none: ReadonlySet<string> = new Set()

/**
 * Tells which of many literals a text holds, in one pass: looking for one after the other, or for a pattern of all, takes
 * ten times as long.
 */
export function literalFinder(literals: readonly string[]): (text: string) => ReadonlySet<string> {
  const short = literals.filter((literal) => literal.length < prefix)
  const buckets = new Map<number, string[]>()
  const isMarked = new Uint8Array(1 << 16)
  for (const literal of literals) {
    if (literal.length < prefix) continue
    const bucket = bucketOf(literal)
    isMarked[bucket] = 1
    const list = buckets.get(bucket)
    if (list === undefined) buckets.set(bucket, [literal])
    else list.push(literal)
  }
  return (text) => {
    let found: Set<string> | undefined
    let bucket = 0
    for (let at = 0; at < text.length; at++) {
      bucket = next(bucket, text.charCodeAt(at))
      if (isMarked[bucket] === 0) continue
      for (const literal of buckets.get(bucket) ?? [])
        if (text.startsWith(literal, at + 1 - prefix) && found?.has(literal) !== true)
          (found ??= new Set()).add(literal)
    }
    for (const literal of short) if (text.includes(literal)) (found ??= new Set()).add(literal)
    return found ?? none
  }
}

/** The bucket of the last three characters, from the bucket before the last one: each character is read once. */
function next(bucket: number, code: number): number {
  return ((bucket << 6) ^ code) & 0xff_ff
}

function bucketOf(literal: string): number {
  let bucket = 0
  for (let at = 0; at < prefix; at++) bucket = next(bucket, literal.charCodeAt(at))
  return bucket
}
