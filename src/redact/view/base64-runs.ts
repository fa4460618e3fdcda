/** Shorter runs are words and ids. */
const shortest = 20

/** The alphabets of base64 and base64url, by character code. */
const alphabet = new Uint8Array(128)
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
  let start = 0
  while (start + shortest <= text.length) {
    // From the end of a shortest run backwards: most end at a blank that is found at once.
    let inside = start + shortest - 1
    while (inside >= start && isInAlphabet(text, inside)) inside--
    if (inside >= start) {
      start = inside + 1
      continue
    }
    let at = start + shortest
    while (isInAlphabet(text, at)) at++
    let end = at
    while (end < at + 2 && text.charCodeAt(end) === padding) end++
    const before = start === 0 ? undefined : text.charCodeAt(start - 1)
    const isWhole = before !== padding && before !== percent && !isInAlphabet(text, end)
    if (isWhole) {
      parts.push(text.slice(done, start), replace(text.slice(start, end)))
      done = end
    }
    start = at + 1
  }
  return done === 0 ? text : parts.join('') + text.slice(done)
}

function isInAlphabet(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code < alphabet.length && alphabet[code] === 1
}
