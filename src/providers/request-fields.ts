import type { StoredRequest } from '../cassette/interaction.ts'
import type { StoredBody } from '../cassette/stored-body.ts'
import { partName } from '../body/part-name.ts'

/** The fields of a request's JSON or form; empty for any other body. */
export function fieldsOf({ headers, body }: StoredRequest): Readonly<Record<string, unknown>> {
  if (body === undefined) return {}
  if ('json' in body) return isRecord(body.json) ? body.json : {}
  if ('multipart' in body)
    return Object.fromEntries(
      body.multipart.map((part) => [partName(part.headers) ?? '', part.body && plainValue(part.body)]),
    )
  const type = String(headers?.['content-type'] ?? '')
  if (!('text' in body) || !/^application\/x-www-form-urlencoded\b/i.test(type)) return {}
  return Object.fromEntries(new URLSearchParams(body.text))
}

/** Names of the files in a form, without folders. */
export function fileNamesOf({ body }: StoredRequest): string[] {
  if (body === undefined || !('multipart' in body)) return []
  return body.multipart.flatMap(({ headers }) => {
    const disposition = headers.find(([name]) => name.toLowerCase() === 'content-disposition')?.[1] ?? ''
    const name = /\bfilename="([^"]*)"/.exec(disposition)?.[1]?.replace(/^.*[/\\]/, '')
    return name === undefined || name === '' ? [] : [name]
  })
}

function plainValue(body: StoredBody): unknown {
  if ('text' in body) return body.text
  return 'json' in body ? body.json : undefined
}

/** Whether a JSON value is an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
