import type { StoredBody } from '../cassette/stored-body.ts'

/** Turns bytes into their most readable form, or `undefined` for no bytes. Codecs with inner bodies call it for each. */
export type Pack = (bytes: Uint8Array, contentType: string | undefined) => StoredBody | undefined

/** Turns a form back into bytes. Codecs with inner bodies call it for each. */
export type Unpack = (body: StoredBody) => Uint8Array

/** A body that a codec reads. */
export interface BodySource {
  readonly bytes: Uint8Array
  /** The decoded bytes, with a byte order mark if there is one; `undefined` when they are not UTF-8. */
  readonly text: string | undefined
  readonly contentType: string | undefined
}

/**
 * One readable form of a body.
 *
 * `read()` returns `undefined` or throws when the form cannot hold the bytes. It may also return a form that does not
 * write the same bytes: `packBody()` checks that for all codecs.
 */
export interface Codec<Form extends StoredBody> {
  read(source: BodySource, pack: Pack): Form | undefined
  write(form: Form, unpack: Unpack): string | Uint8Array
}
