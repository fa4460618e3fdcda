/** A status text without the characters that neither a `Response` nor a cassette accepts. A provider may send any. */
export function plainStatusText(text: string): string {
  return text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')
}
