/** A setting that is an object takes the parts that are given and keeps the others; anything else is replaced. */
export function withParts<Value>(value: Value, given: unknown): Value {
  if (!isObject(value) || !isObject(given)) return given as Value
  return { ...value, ...Object.fromEntries(Object.entries(given).filter(([, part]) => part !== undefined)) }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
