/**
 * A number for people, with commas: `1,204`, `0.0312`.
 *
 * @param places digits after the point. @default 0
 */
export function number(value: number, places = 0): string {
  // `toLocaleString` gives the same text, but takes 10 ms to load the rules of all languages.
  const [whole = '', fraction] = value.toFixed(places).split('.')
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** `1 token`, `1,204 tokens`. */
export function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`
}
