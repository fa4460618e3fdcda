/** A value of JSON that somebody else wrote: nothing is known of its shape. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value itself when it is an object, else an empty one: a path through what is missing ends in `undefined`. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** The objects of a list; none for what is no list. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** JSON text of a tool's input, which some formats write as a value and others as text. */
export function jsonText(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input ?? {})
}
