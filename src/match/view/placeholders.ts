/** Placeholders that do not say which secret they stand for. */
const bare = /(\[|%5B)REDACTED(?::|%3A)[a-z0-9-]+(\]|%5D)/gi
/** Quotes around a placeholder: of YAML, which writes the secret itself without. */
const quoted = /(\\*["'])(\[REDACTED(?::[a-z0-9-]+(?:[.~][a-z0-9]+)?)?\])\1/gi
const layout = /(?:\\+[nrt]|\s)+/g

/** The text with each bare placeholder as good as another: one machine knows a secret by a variable, one by its shape. */
export function withoutKinds(text: string): string {
  // Nearly no text has one, and every request of a cassette is looked at.
  return text.includes('REDACTED') ? text.replaceAll(bare, '[REDACTED]') : text
}

/**
 * What counts of a text with placeholders, for a hash. Quotes around one and the layout of lines do not: an app that
 * prints an answer breaks its lines by their length, and a placeholder has another length than the secret.
 */
export function withoutLayout(text: string): string {
  if (!text.includes('REDACTED')) return text
  return withoutKinds(text).replaceAll(quoted, '$2').replaceAll(layout, ' ')
}
