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
    const bucket = bucketAt(literal, 0)
    isMarked[bucket] = 1
    const list = buckets.get(bucket)
    if (list === undefined) buckets.set(bucket, [literal])
    else list.push(literal)
  }
  return (text) => {
    let found: Set<string> | undefined
    for (let at = 0; at <= text.length - prefix; at++) {
      const bucket = bucketAt(text, at)
      if (isMarked[bucket] === 0) continue
      for (const literal of buckets.get(bucket) ?? [])
        if (found?.has(literal) !== true && text.startsWith(literal, at)) (found ??= new Set()).add(literal)
    }
    for (const literal of short) if (text.includes(literal)) (found ??= new Set()).add(literal)
    return found ?? none
  }
}

function bucketAt(text: string, at: number): number {
  return ((text.charCodeAt(at) << 10) ^ (text.charCodeAt(at + 1) << 5) ^ text.charCodeAt(at + 2)) & 0xff_ff
}
