/** Why a value is no request to be compared; `undefined` when it is one. */
export function issueOfView(value: unknown): string | undefined {
  if (!isRecord(value)) return 'something that is no request: { method, url, headers, body }'
  const { method, url, headers, body } = value
  if (typeof method !== 'string') return noText('method')
  if (typeof url !== 'string') return noText('url')
  if (!isRecord(headers)) return 'a request whose headers are no object of names and texts'
  const name = Object.keys(headers).find((header) => typeof headers[header] !== 'string')
  if (name !== undefined) return noText(`headers.${name}`)
  return body === undefined ? undefined : issueOfBody(body, 'body')
}

/** Each form a body is compared in, and why what stands there is none. */
const forms: Readonly<Record<string, (content: unknown, place: string) => string | undefined>> = {
  json: () => undefined,
  ndjson: (content, place) => (Array.isArray(content) ? undefined : noList(place, 'values')),
  text: (content, place) => (typeof content === 'string' ? undefined : noText(place)),
  form: (content, place) => (isPairs(content) ? undefined : noList(place, 'pairs of texts, [name, value]')),
  multipart: (content, place) => {
    if (!Array.isArray(content)) return noList(place, 'parts, { headers, body }')
    return content.map((part, index) => issueOfPart(part, `${place}[${index}]`)).find((issue) => issue !== undefined)
  },
  sha256: (content, place) => (typeof content === 'string' ? undefined : noText(place)),
}

function issueOfBody(body: unknown, place: string): string | undefined {
  const names = isRecord(body) ? Object.keys(body) : []
  const [form] = names
  if (!isRecord(body) || names.length !== 1 || form === undefined || !Object.hasOwn(forms, form)) {
    const known = Object.keys(forms).map((name) => `{ ${name} }`)
    return `a request whose ${place} is none of ${known.join(', ')}`
  }
  return forms[form]?.(body[form], `${place}.${form}`)
}

function issueOfPart(part: unknown, place: string): string | undefined {
  if (!isRecord(part)) return `a request whose ${place} is no part: { headers, body }`
  if (!isPairs(part['headers'])) return noList(`${place}.headers`, 'pairs of texts, [name, value]')
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

function noText(place: string): string {
  return `a request whose ${place} is no text`
}

function noList(place: string, what: string): string {
  return `a request whose ${place} is no list of ${what}`
}
