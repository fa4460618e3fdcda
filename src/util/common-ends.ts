/** Characters compared at once: a slice is compared in native code, a character is not. */
const stride = 512

/** Number of characters in which two texts begin alike. */
export function commonPrefix(a: string, b: string): number {
  const shortest = Math.min(a.length, b.length)
  let length = 0
  while (length + stride <= shortest && a.slice(length, length + stride) === b.slice(length, length + stride))
    length += stride
  while (length < shortest && a.charCodeAt(length) === b.charCodeAt(length)) length += 1
  return length
}

/** Number of characters in which two texts end alike, beyond those they begin with. */
export function commonSuffix(a: string, b: string, prefix: number): number {
  const most = Math.min(a.length, b.length) - prefix
  const [endA, endB] = [a.length, b.length]
  let length = 0
  while (
    length + stride <= most &&
    a.slice(endA - length - stride, endA - length) === b.slice(endB - length - stride, endB - length)
  )
    length += stride
  while (length < most && a.charCodeAt(endA - length - 1) === b.charCodeAt(endB - length - 1)) length += 1
  return length
}
