import { packBody, unpackBody } from '../../../src/body/pack.ts'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** The bytes of a body after writing it to a cassette file and reading it. */
export function replay(body: StoredBody | undefined): string {
  return body === undefined ? '' : hex(unpackBody(JSON.parse(JSON.stringify(body))))
}

/** Whether the bytes come back exactly after a recording. */
export function survives(bytes: Uint8Array, contentType?: string): boolean {
  return replay(packBody(bytes, contentType)) === hex(bytes)
}

/** Bytes in a form that test failures can show. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
