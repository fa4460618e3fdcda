/** Why a value is not a request view; `undefined` when it is one. */
export function issueOfView(value: unknown): string | undefined {
  if (!isRecord(value)) return 'something that is not a request: { method, url, headers, body }'
  const { method, url, headers, body } = value
  if (typeof method !== 'string') return notText('method')
  if (typeof url !== 'string') return notText('url')
  if (!isRecord(headers)) return 'a request, but its headers are not an object of names and texts'
  const name = Object.keys(headers).find((header) => typeof headers[header] !== 'string')
  if (name !== undefined) return notText(`headers.${name}`)
  return body === undefined ? undefined : issueOfBody(body, 'body')
}

/** The forms of a body view. Each function returns why a content does not fit. */
const forms: Readonly<Record<string, (content: unknown, place: string) => string | undefined>> = {
  json: () => undefined,
  ndjson: (content, place) => (Array.isArray(content) ? undefined : notList(place, 'values')),
  text: (content, place) => (typeof content === 'string' ? undefined : notText(place)),
  form: (content, place) => (isPairs(content) ? undefined : notList(place, 'pairs of texts, [name, value]')),
  multipart: (content, place) => {
    if (!Array.isArray(content)) return notList(place, 'parts, { headers, body }')
    return content.map((part, index) => issueOfPart(part, `${place}[${index}]`)).find((issue) => issue !== undefined)
  },
  sha256: (content, place) => (typeof content === 'string' ? undefined : notText(place)),
}

function issueOfBody(body: unknown, place: string): string | undefined {
  const names = isRecord(body) ? Object.keys(body) : []
  const [form] = names
  if (!isRecord(body) || names.length !== 1 || form === undefined || !Object.hasOwn(forms, form)) {
    const known = Object.keys(forms).map((name) => `{ ${name} }`)
    return `a request, but its ${place} is none of ${known.join(', ')}`
  }
  return forms[form]?.(body[form], `${place}.${form}`)
}

function issueOfPart(part: unknown, place: string): string | undefined {
  if (!isRecord(part)) return `a request, but its ${place} is not a part: { headers, body }`
  if (!isPairs(part['headers'])) return notList(`${place}.headers`, 'pairs of texts, [name, value]')
  return part['body'] === undefined ? undefined : issueOfBody(part['body'], `${place}.body`)
}

function isPairs(value: unknown): boolean {
  const isPair = (pair: unknown): boolean =>
    Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === 'string')
  return Array.isArray(value) && value.every(isPair)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function notText(place: string): string {
  return `a request, but its ${place} is not a text`
}

function notList(place: string, items: string): string {
  return `a request, but its ${place} is not a list of ${items}`
}
