import type { Base64Body } from '../cassette/stored-body.ts'
import { bufferOf } from './bytes-of.ts'
import type { Codec } from './codec.ts'

/**
 * Any bytes, in base64 with padding.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4648#section-4
 */
export const base64: Codec<Base64Body> = {
  read({ bytes }) {
    return { base64: encodeBase64(bytes) }
  },

  write({ base64 }) {
    return decodeBase64(base64)
  },
}

/** Base64 with padding, of the bytes. */
export function encodeBase64(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('base64')
}

/** The bytes of a base64 text. */
export function decodeBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64')
}
