/** Gives a whole number from 0 on that is below the limit. */
export type Random = (limit: number) => number

/** Numbers that look random but are always the same. */
export function randomFrom(seed: number): Random {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >>> 16) % limit
  }
}

/**
 * A text that a pattern of a key matches: literals, classes, groups with alternatives, and counts. What follows a key
 * (`(?!…)`) is left out.
 */
export function sampleOf(pattern: string, random: Random): string {
  let at = 0
  const alternatives = (): string => {
    const ways = ['']
    while (at < pattern.length && pattern[at] !== ')') {
      if (pattern[at] === '|') {
        at++
        ways.push('')
      } else ways.push(`${ways.pop()}${piece()}`)
    }
    return ways[random(ways.length)] ?? ''
  }
  const piece = (): string => {
    const start = at
    const one = atom()
    const { 0: count = '', 1: least, 2: most } = /^(?:\{(\d+)(?:,(\d*))?\}|[?*+])?/.exec(pattern.slice(at)) ?? []
    const end = at
    at += count.length
    if (count === '') return one
    const [from, to] = count === '?' ? [0, 1] : least === undefined ? [1, 20] : [Number(least), Number(most || least)]
    let result = ''
    for (let left = from + random(to - from + 1); left > 0; left--) {
      at = start
      result += atom()
      at = end
    }
    at = end + count.length
    return result
  }
  const atom = (): string => {
    const rest = pattern.slice(at)
    const [group] = /^\((?:\?(?:[:!]|<!|<\w+>))?/.exec(rest) ?? []
    if (group !== undefined) {
      at += group.length
      const inner = alternatives()
      at++
      return group.endsWith('!') ? '' : inner
    }
    const [token = ''] = /^(?:\\p\{L\}|\\[^]|\[(?:\\[^]|[^\]\\])+\]|[^])/.exec(rest) ?? []
    at += token.length
    if (token === '\\b') return ''
    const all = charactersOf(token)
    return all[random(all.length)] ?? ''
  }
  return alternatives()
}

const digits = '0123456789'
const word = `${digits}abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_`

function charactersOf(token: string): string {
  if (token === '\\d') return digits
  if (token === '\\w' || token === '.') return word
  if (!token.startsWith('[')) return token.replace('\\', '')
  return (token.slice(1, -1).match(/\\[^]|[^]-[^]|[^]/g) ?? [])
    .map((range) => {
      if (range.startsWith('\\')) return charactersOf(range)
      const [first = '', last] = range.split('-')
      return last === undefined || first === '' ? range : between(first, last)
    })
    .join('')
}

function between(first: string, last: string): string {
  return [...word].filter((character) => character >= first && character <= last).join('')
}
