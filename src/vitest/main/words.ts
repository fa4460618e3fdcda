/** `1,204`. */
export function number(value: number): string {
  return value.toLocaleString('en-US')
}

/** `1 token`, `1,204 tokens`. */
export function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** `12 s`, `6 min 12 s`. */
export function duration(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
