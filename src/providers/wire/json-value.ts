/** A JSON object of unknown shape. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value when it is an object, else an empty object, so that a path through a missing field gives `undefined`. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** The objects of a list; an empty list for any other value. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** JSON text of a tool's input. Some formats write the input as a value, others as text. */
export function jsonText(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input ?? {})
}
