/** Names of fields with a new value in every run, in lower case and without separators. */
const names = new Set(
  'requestid clientrequestid traceid spanid parentspanid correlationid invocationid transactionid userid enduserid sessionid runid uuid guid seed nonce timestamp session trace idempotencykey'.split(
    ' ',
  ),
)

/** Words in the names of fields that choose a resource: another id there means another answer. */
const choices = new Set(
  'model voice response file tool call store assistant thread batch container deployment'.split(' '),
)

/** Whether the name of a field implies a new value in every run: `user_id`, `traceId`, `seed`. */
export function isGeneratedName(name: string): boolean {
  return names.has(wordsOf(name).join(''))
}

/** Whether the name of a field implies the choice of a resource: `model_id`, `previous_response_id`. Its value is never noise. */
export function isChoiceName(name: string): boolean {
  return wordsOf(name).some((word) => choices.has(word))
}

/** Whether a text looks like a generated id, not like a text that a person chose or wrote. */
export function looksGenerated(text: string): boolean {
  if (/^\d{10,}$/.test(text) || /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) return true
  if (/^(?=.*\d)(?=.*[a-f])[0-9a-f]{16,}$/i.test(text)) return true
  const id = text.replace(/^[a-z]{1,12}[_-]/, '')
  return /^[\w-]{10,}$/.test(id) && (id.match(/[a-z][A-Z\d]|[A-Z]\d|\d[A-Za-z]/g)?.length ?? 0) >= 4
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '' && word !== 'x')
}
