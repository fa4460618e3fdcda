/** One step of a path: a name with wildcards, an index in a list, or `deep` for any number of steps, zero included. */
type Step = 'deep' | { readonly name: RegExp } | { readonly index: number }

/** A path with wildcards into a JSON value: see {@link parseJsonPath}. */
export interface JsonPath {
  /** As the user wrote it. */
  readonly text: string
  readonly steps: readonly Step[]
}

/** One step, from the end of the step before: `.name`, `[0]`, `[*]`, `["a name"]`. */
const stepPattern = /(?:^|(?<=[^])\.)([^.[\]"]+)|\[(\d+|\*)\]|\[("(?:[^"\\]|\\.)*")\]/y

/**
 * Parses a path: names between dots (`metadata.user`), indexes in brackets (`messages[0]`), `*` for any name, any index
 * or any part of a name (`messages[*].id`, `meta.x-*`), `**` for any number of steps, zero included (`**.id`). A name
 * with a dot or a bracket is quoted (`meta["a.b"]`).
 *
 * @throws Error with the part of the path that cannot be parsed.
 */
export function parseJsonPath(text: string): JsonPath {
  const steps: Step[] = []
  stepPattern.lastIndex = 0
  do {
    const at = stepPattern.lastIndex
    const match = stepPattern.exec(text)
    if (match === null) throw new Error(`cannot be read from "${text.slice(at)}" on`)
    steps.push(stepOf(match))
  } while (stepPattern.lastIndex < text.length)
  return { text, steps }
}

/** The path to one field, in whose name `*` is any text and no other character is special. */
export function namePath(text: string): JsonPath {
  return { text, steps: [{ name: wildName(text) }] }
}

function stepOf([, name, place, quoted]: RegExpExecArray): Step {
  if (quoted !== undefined) return { name: new RegExp(`^${escaped(JSON.parse(quoted) as string)}$`, 's') }
  if (name === '**') return 'deep'
  const text = name ?? place ?? ''
  if (name === undefined && text !== '*') return { index: Number(text) }
  return { name: wildName(text) }
}

function wildName(text: string): RegExp {
  return new RegExp(`^${text.split('*').map(escaped).join('.*')}$`, 's')
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Marks a value that was removed. */
export const removed: unique symbol = Symbol('removed')

/**
 * A copy of the value without everything that the path matches. Returns {@link removed} when the path matches the whole
 * value, and the value itself when nothing matches.
 *
 * @param onMatch called with the place of each match, such as `messages[2].id`.
 */
export function withoutPath(value: unknown, path: JsonPath, onMatch: (place: string) => void): unknown {
  return remove(value, path.steps, '', onMatch)
}

function remove(value: unknown, steps: readonly Step[], place: string, onMatch: (place: string) => void): unknown {
  const [step, ...rest] = steps
  if (step === undefined) {
    onMatch(place)
    return removed
  }
  if (step !== 'deep') {
    return mapChildren(value, place, (child, key, at) => (fits(step, key) ? remove(child, rest, at, onMatch) : child))
  }
  const here = remove(value, rest, place, onMatch)
  return here === removed ? here : mapChildren(here, place, (child, _key, at) => remove(child, steps, at, onMatch))
}

function fits(step: Exclude<Step, 'deep'>, key: string | number): boolean {
  if ('index' in step) return step.index === key
  return step.name.test(String(key)) && (typeof key === 'string' || step.name.source === '^.*$')
}

/** A copy with its children replaced, or the value itself when none changed. A child that becomes {@link removed} is left out. */
export function mapChildren(
  value: unknown,
  place: string,
  change: (child: unknown, key: string | number, place: string) => unknown,
): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item, index) => change(item, index, `${place}[${index}]`))
    return items.some((item, index) => item !== value[index]) ? items.filter((item) => item !== removed) : value
  }
  const fields = Object.entries(value).map(
    ([name, field]) => [name, change(field, name, fieldPlace(place, name))] as const,
  )
  if (!fields.some(([name, field]) => field !== (value as Record<string, unknown>)[name])) return value
  // `fromEntries` defines a field `__proto__` as data; an assignment would not.
  return Object.fromEntries(fields.filter(([, field]) => field !== removed))
}

/** The place of a field, in the form that {@link parseJsonPath} reads. */
export function fieldPlace(place: string, name: string): string {
  // A path with such a beginning names a query parameter or a header: see `parseIgnoredPath`.
  const isMarked = place === '' && /^(\?|header |request (method|url|body)$)/.test(name)
  if (isMarked || name === '' || /[.[\]"*]/.test(name)) return `${place}[${JSON.stringify(name)}]`
  return place === '' ? name : `${place}.${name}`
}

/** Whether a path matches a place (a list of keys) or one of its parents. */
export function covers({ steps }: JsonPath, place: ReadonlyArray<string | number>): boolean {
  return coversFrom(steps, place, 0, 0)
}

function coversFrom(steps: readonly Step[], place: ReadonlyArray<string | number>, step: number, at: number): boolean {
  const current = steps[step]
  if (current === undefined) return true
  const key = place[at]
  if (current === 'deep') {
    return coversFrom(steps, place, step + 1, at) || (key !== undefined && coversFrom(steps, place, step, at + 1))
  }
  return key !== undefined && fits(current, key) && coversFrom(steps, place, step + 1, at + 1)
}
