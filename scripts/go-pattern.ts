/**
 * A pattern of Go in the syntax of JavaScript of Node 22: flags in the middle of a pattern are written out, for there
 * `(?i:…)` is a syntax error.
 *
 * @throws Error that names what has no counterpart.
 */
export function toJavaScript(pattern: string): string {
  let result = ''
  /** Whether case counts, for each group that is open. */
  const caseless = [false]
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at)
    const isCaseless = caseless.at(-1) === true
    const flag = /^\(\?(-?)i([:)])/.exec(rest)
    if (flag !== null) {
      const [whole, minus, close] = flag
      if (close === ')') caseless[caseless.length - 1] = minus === ''
      else {
        caseless.push(minus === '')
        result += '(?:'
      }
      at += whole.length
      continue
    }
    if (/^\(\?(?![:=!])/.test(rest)) throw new Error(`no counterpart of ${rest.slice(0, 8)}`)
    const [token = ''] = /^(?:\\x[0-9a-f]{2}|\\[^]|\[(?:\\[^]|[^\]\\])+\]|\(\?:|[^])/.exec(rest) ?? []
    if (/^\\[zA]$/.test(token)) throw new Error(`no counterpart of ${token}`)
    if (token.startsWith('(')) caseless.push(isCaseless)
    else if (token === ')') caseless.pop()
    // Nothing is read from groups.
    result += token === '(' ? '(?:' : isCaseless ? bothCases(token) : token
    at += token.length
  }
  return result
}

function bothCases(token: string): string {
  // A literal is a prefix, which services write in one way only.
  if (!token.startsWith('[')) return token
  const ranges = token.slice(1, -1).match(/\\[^]|[^](?:-[^\\])?/g) ?? []
  const both = ranges.flatMap((range) =>
    range.startsWith('\\') || !/[a-z]/i.test(range) ? [range] : [range.toLowerCase(), range.toUpperCase()],
  )
  return `[${[...new Set(both)].join('')}]`
}

/** The literal texts of a pattern, between its signs. */
export function literalsOf(pattern: string): string[] {
  return pattern
    .replaceAll(/\\[wdsbWDSB]/g, '|')
    .replaceAll(/\\([^])/g, '$1')
    .split(/\[[^\]]*\]|\{[^}]*\}|\(\?[:!]|[()|?*+^$]/)
    .filter(Boolean)
}

/** The literal texts with which a pattern may begin: `sk_live_` and `rk_live_` of `(?:sk|rk)_live_[a-z]+`. */
export function prefixesOf(pattern: string): string[] {
  let rest = pattern.replace(/^\(\?:(?=\()/, '')
  let prefixes = ['']
  for (;;) {
    const [whole, group, few, literal] =
      /^(?:\(\?:((?:[\w-]+\|)*[\w-]+)\)|\[(\w{1,4})\]|((?:[\w~-]|\\[.-])))(?![{?*+])/.exec(rest) ?? []
    if (whole === undefined) {
      const [open] = /^\(\?:(?=\(|[\w-]+(?![^(]*\|))/.exec(rest) ?? []
      if (open === undefined) return prefixes
      rest = rest.slice(open.length)
      continue
    }
    const ways = group?.split('|') ?? (few === undefined ? [literal?.replace('\\', '') ?? ''] : [...few])
    prefixes = prefixes.flatMap((prefix) => ways.map((way) => `${prefix}${way}`))
    rest = rest.slice(whole.length)
  }
}
