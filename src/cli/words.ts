/** `1 cassette`, `2 cassettes`. */
export function amount(count: number, word: string): string {
  return `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`
}

/** A number of bytes for people, as `1.9 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return amount(bytes, 'byte')
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
