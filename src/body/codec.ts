import type { StoredBody } from '../cassette/interaction.ts'

/** Turns bytes into their most readable form, `undefined` for no bytes: `packBody()`, for codecs that hold bodies. */
export type Pack = (bytes: Uint8Array, contentType: string | undefined) => StoredBody | undefined

/** Turns a form back into bytes: `unpackBody()`, for codecs that hold bodies. */
export type Unpack = (body: StoredBody) => Uint8Array

/** A body to be read. */
export interface BodySource {
  readonly bytes: Uint8Array
  /** The same, decoded; `undefined` when the bytes are not UTF-8. A byte order mark is kept. */
  readonly text: string | undefined
  readonly contentType: string | undefined
}

/**
 * One readable form of a body.
 *
 * `read()` gives `undefined`, or throws, for what the form cannot hold. It may also give a form that does not write the
 * same bytes again: `packBody()` checks that for all codecs.
 */
export interface Codec<Form extends StoredBody> {
  read(source: BodySource, pack: Pack): Form | undefined
  write(form: Form, unpack: Unpack): string | Uint8Array
}
