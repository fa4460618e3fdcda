import type { HeaderFields } from '../cassette/header-fields.ts'
import { hash } from 'node:crypto'

/** Headers in which the APIs of providers expect a key. */
const credentials = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key']

/** A hash of the keys of a request: it tells whether two requests were sent with the same key. */
export function senderOf(headers: HeaderFields): string {
  return hash('sha256', credentials.map((name) => headers.get(name) ?? '').join('\n'))
}
