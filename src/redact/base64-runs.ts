/** Shorter runs are words and ids. */
const shortest = 20

/** The alphabets of base64 and base64url, by character code. */
const alphabet = new Set(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-'].map((char) => char.charCodeAt(0)),
)
const [padding, percent] = [61, 37]

/**
 * Replaces the runs of base64 in a text that may hold a text themselves. By hand: a regular expression runs out of stack on
 * an image of some megabytes.
 */
export function replaceBase64(text: string, replace: (run: string) => string): string {
  const parts: string[] = []
  let done = 0
  for (let at = 0; at < text.length; at++) {
    if (!alphabet.has(text.charCodeAt(at))) continue
    const start = at
    while (alphabet.has(text.charCodeAt(at))) at++
    const isLong = at - start >= shortest
    let end = at
    while (end < at + 2 && text.charCodeAt(end) === padding) end++
    const before = start === 0 ? undefined : text.charCodeAt(start - 1)
    const isWhole = before !== padding && before !== percent && !alphabet.has(text.charCodeAt(end))
    if (!isLong || !isWhole) continue
    parts.push(text.slice(done, start), replace(text.slice(start, end)))
    done = end
    at = end
  }
  return done === 0 ? text : parts.join('') + text.slice(done)
}
