/** Returns numbers from 0 to below 1, as `Math.random` does. */
export type RandomSource = () => number

/**
 * Returns the same numbers for the same seed. The algorithm is sfc32; its four words are hashes of the seed.
 *
 * @see https://pracrand.sourceforge.net/RNG_engines.txt
 */
export function seededRandom(seed: string): RandomSource {
  let [a, b, c, counter] = [hash(seed, 1), hash(seed, 2), hash(seed, 3), 1]
  const next = (): number => {
    const sum = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  // The first numbers of two similar seeds are similar.
  for (let round = 0; round < 12; round += 1) next()
  return next
}

/** A version 4 UUID from the numbers of a source. */
export function seededUuid(random: RandomSource): `${string}-${string}-${string}-${string}-${string}` {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16))
  digits[12] = 4
  digits[16] = 8 + ((digits[16] ?? 0) % 4)
  const hex = digits.map((digit) => digit.toString(16)).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** FNV-1a. */
function hash(text: string, salt: number): number {
  let value = 0x811c9dc5 ^ salt
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value | 0
}
