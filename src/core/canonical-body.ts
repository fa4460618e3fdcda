import { createHash } from 'node:crypto'
import stableStringify from 'fast-json-stable-stringify'
import type { StoredBody } from './interaction.ts'

/**
 * A text that is the same for two bodies that mean the same: key order, white space and multipart boundaries do not
 * count, binary bodies count by their hash.
 */
export function canonicalBody(body: StoredBody | undefined): string {
  if (body === undefined) return ''
  if ('json' in body) return stable(body.json)
  if ('text' in body) return canonicalText(body.text)
  if ('base64' in body) return `sha256:${createHash('sha256').update(body.base64, 'base64').digest('hex')}`
  // A file is named by the hash of its bytes.
  if ('file' in body) return `sha256:${body.file.replace(/^.*\/|\.bin$/g, '')}`
  if ('multipart' in body) {
    return stable(
      body.multipart.map((part) => [
        part.headers.map(([name, value]) => [name.toLowerCase(), value]),
        canonicalBody(part.body),
      ]),
    )
  }
  if ('ndjson' in body) return body.ndjson.map(stable).join('\n')
  return stable(body)
}

/** JSON that no lossless JSON form could hold is still compared as JSON. */
function canonicalText(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return stable(JSON.parse(text, exactNumber))
  } catch {
    return text
  }
}

/** Two numbers that become one when they are read, such as 64-bit ids, are still two: they count as they are written. */
function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value
  return `number ${context?.source}`
}

function stable(value: unknown): string {
  return stableStringify(value)
}
