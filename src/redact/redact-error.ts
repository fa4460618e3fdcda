import { isCassetteError } from '../errors/is-cassette-error.ts'

/** Takes the secrets out of the message and the facts of an error of ours: they go to pages, reports and logs. */
export function redactError(error: Error, redactText: (text: string) => string): void {
  // By its code: the error may come from another bundle, which has a class of its own.
  if (!isCassetteError(error)) return
  const message = redactText(error.message)
  if (message === error.message) return
  Object.assign(error, { message, fields: redacted(error.fields, redactText) })
}

function redacted(value: unknown, redactText: (text: string) => string): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => redacted(item, redactText))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redacted(item, redactText)]))
}
