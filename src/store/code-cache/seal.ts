/** Bytes of the checksum before the data of an entry. */
export const checksumLength = 4

/** Puts a checksum before the data of an entry: V8 itself checks little more than the length of the source. */
export function sealed(data: Uint8Array): Uint8Array {
  const checksum = Buffer.alloc(checksumLength)
  checksum.writeUInt32LE(crc32(data))
  return Buffer.concat([checksum, data])
}

/** Says whether an entry is whole. */
export function isWhole(entry: Buffer): boolean {
  return entry.length > checksumLength && entry.readUInt32LE() === crc32(entry.subarray(checksumLength))
}

/** Loaded here, because it takes a millisecond, and a test process that reads an entry does not need it. */
function crc32(data: Uint8Array): number {
  return process.getBuiltinModule('node:zlib').crc32(data)
}
