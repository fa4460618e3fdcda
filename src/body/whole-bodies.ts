import type { MultipartPart, StoredBody } from '../cassette/stored-body.ts'

/** The bodies of which a file may hold the bytes: those of the parts of a multipart body, or the body itself. */
export function wholeBodies(body: StoredBody): StoredBody[] {
  if (!('multipart' in body)) return [body]
  return body.multipart.flatMap((part) => part.body ?? [])
}

/**
 * The body with each of its `wholeBodies` replaced; the body itself when none changes.
 *
 * @param at place of the body in the cassette, which errors name.
 */
export function mapWholeBodies(
  body: StoredBody,
  at: string,
  map: (body: StoredBody, at: string) => StoredBody,
): StoredBody {
  if (!('multipart' in body)) return map(body, at)
  const parts = body.multipart.map((part, index): MultipartPart => {
    const next = part.body && map(part.body, `${at}.multipart[${index}].body`)
    return next === part.body || next === undefined ? part : { ...part, body: next }
  })
  return parts.every((part, index) => part === body.multipart[index]) ? body : { ...body, multipart: parts }
}
