/** Characters compared at once: native code compares slices faster than a loop compares characters. */
const stride = 512

/** Number of characters that two texts share at their beginning. */
export function commonPrefix(a: string, b: string): number {
  const shortest = Math.min(a.length, b.length)
  let length = 0
  while (length + stride <= shortest && a.slice(length, length + stride) === b.slice(length, length + stride))
    length += stride
  while (length < shortest && a.charCodeAt(length) === b.charCodeAt(length)) length += 1
  return length
}

/** Number of characters that two texts share at their end, outside the common prefix. */
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
