/** Stands where a secret stood, and names its kind: `[REDACTED:openai-key]`. The same secret always gets the same one. */
export function placeholder(kind: string): string {
  return `[REDACTED:${kind}]`
}

/** The kind of secret that a name stands for: `api-key` for `apiKey`, `API_KEY` and `api key`. */
export function kindOf(name: string): string {
  return wordsOf(name).join('-') || 'secret'
}

/** The words of a name in lower case: `apiKey`, `API_KEY` and `api-key` have the same two. */
export function wordsOf(name: string): readonly string[] {
  let words = known.get(name)
  if (words !== undefined) return words
  // The names of a body are few, and each stands in it often.
  if (known.size >= 1000) known.clear()
  words = split(name)
  known.set(name, words)
  return words
}

const known = new Map<string, readonly string[]>()

function split(name: string): string[] {
  return name
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
}

/** Source of a pattern for placeholders. */
export const placeholderPattern: string = '\\[REDACTED(?::[a-z0-9-]+)?\\]'

const alone = new RegExp(`^\\s*([a-z]+ )?${placeholderPattern}\\s*$`, 'i')

/** Whether a value holds nothing but a placeholder, alone or behind the scheme of a header (`Bearer …`). */
export function isRedacted(value: string): boolean {
  return value.includes('[REDACTED') && alone.test(value)
}
