/**
 * `JSON.stringify(value, null, 2)`, with arrays of numbers (chunk sizes, embedding vectors) on one line: they say
 * nothing line by line, and would bury what does.
 */
export function printJson(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    if (value.every(isNumbers)) return printNumbers(value)
    return `[\n${value.map((item) => `${inner}${printJson(item ?? null, inner)}`).join(',\n')}\n${indent}]`
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  if (fields.length === 0) return '{}'
  return `{\n${fields.map(([name, field]) => `${inner}${JSON.stringify(name)}: ${printJson(field, inner)}`).join(',\n')}\n${indent}}`
}

function isNumbers(value: unknown): boolean {
  return typeof value === 'number' || (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number'))
}

function printNumbers(values: readonly unknown[]): string {
  return `[${values.map((value) => (Array.isArray(value) ? printNumbers(value) : JSON.stringify(value))).join(', ')}]`
}
