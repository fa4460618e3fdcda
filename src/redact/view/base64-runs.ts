/** Shorter runs are words and ids. */
const shortest = 20

/** The alphabets of base64 and base64url, by character code. */
const alphabet = new Uint8Array(1 << 16)
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
  alphabet[char.charCodeAt(0)] = 1
const [padding, percent] = [61, 37]

/**
 * Replaces the runs of base64 in a text that may hold a text themselves. By hand: a regular expression runs out of stack on
 * an image of some megabytes.
 */
export function replaceBase64(text: string, replace: (run: string) => string): string {
  const parts: string[] = []
  let done = 0
  for (let at = 0; at < text.length; at++) {
    if (alphabet[text.charCodeAt(at)] !== 1) continue
    const start = at
    while (alphabet[text.charCodeAt(at)] === 1) at++
    const isLong = at - start >= shortest
    let end = at
    while (end < at + 2 && text.charCodeAt(end) === padding) end++
    const before = start === 0 ? undefined : text.charCodeAt(start - 1)
    const isWhole = before !== padding && before !== percent && alphabet[text.charCodeAt(end)] !== 1
    if (!isLong || !isWhole) continue
    parts.push(text.slice(done, start), replace(text.slice(start, end)))
    done = end
    at = end
  }
  return done === 0 ? text : parts.join('') + text.slice(done)
}
