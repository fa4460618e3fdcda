const day = 24 * 60 * 60 * 1000

/** Texts of a title that may be other ones in the next run: times, and generated ids. */
const passing: ReadonlyArray<{ readonly form: RegExp; readonly isPassing: (text: string) => boolean }> = [
  { form: /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/, isPassing: isNow },
  // The text of a `Date`, with the name of its time zone.
  { form: /\w{3} \w{3} \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4}(?: \([^)]*\))?/, isPassing: isNow },
  { form: /(?<!\d)1\d{12}(?!\d)/, isPassing: (text) => isNow(Number(text)) },
  { form: /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/, isPassing: () => true },
]

const anyForm = new RegExp(passing.map(({ form }) => `(${form.source})`).join('|'), 'gi')

/**
 * The name of a test as a regular expression for Vitest's `-t`, without anchors. A time near now and a UUID stand for any
 * other, because the next run makes new ones.
 *
 * @param unwritable characters that no shell passes on: a dot stands for each.
 */
export function titlePattern(name: string, unwritable: RegExp): string {
  let [pattern, end] = ['', 0]
  for (const match of name.matchAll(anyForm)) {
    const [text, ...forms] = match
    if (!passing.some(({ isPassing }, at) => forms[at] !== undefined && isPassing(text))) continue
    pattern += `${escaped(name.slice(end, match.index), unwritable)}.+`
    end = match.index + text.length
  }
  return pattern + escaped(name.slice(end), unwritable)
}

function isNow(time: string | number): boolean {
  return Math.abs(new Date(time).getTime() - Date.now()) < day
}

/** The text as a pattern that matches it. */
function escaped(text: string, unwritable: RegExp): string {
  const literal = (part: string): string => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\n', '\\n')
  return text.split(unwritable).map(literal).join('.')
}
