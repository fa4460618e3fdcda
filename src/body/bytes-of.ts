/** The same bytes as a `Buffer`. */
export function bufferOf(view: ArrayBufferView<ArrayBufferLike>): Buffer {
  return Buffer.isBuffer(view) ? view : Buffer.from(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength)
}

/** The bytes of a text in UTF-8, or bytes as they are. */
export function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : body
}
