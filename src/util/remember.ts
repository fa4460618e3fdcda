const most = 1_000

/** Remembers the results of a pure function of a text. A test asks few addresses, and each of them many times. */
export function remember<Result extends {}>(compute: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>()
  return (text) => {
    let result = known.get(text)
    if (result === undefined) {
      if (known.size >= most) known.clear()
      result = compute(text)
      known.set(text, result)
    }
    return result
  }
}
