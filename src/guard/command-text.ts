/** A command as it is typed in a POSIX shell: words are quoted where they need it. */
export function commandText(words: readonly string[]): string {
  return words.map(quoted).join(' ')
}

function quoted(word: string): string {
  return /^[\w./@:=,+-]+$/.test(word) ? word : `"${word.replaceAll(/["$`\\]/g, '\\$&')}"`
}
