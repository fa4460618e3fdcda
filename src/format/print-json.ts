/** Widest line, in columns, that a whole object or array is put on. */
const width = 120

/**
 * Indented JSON in which whatever fits on a line stands on one, and arrays of numbers (chunk sizes, embedding vectors)
 * always do: they say nothing line by line, and would bury what does.
 */
export function printJson(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isNumbers)) return printNumbers(value)
    return group('[', value.map((item) => printJson(item ?? null, inner)), ']', indent)
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return group('{', fields.map(([name, field]) => `${JSON.stringify(name)}: ${printJson(field, inner)}`), '}', indent)
}

function group(open: string, items: readonly string[], close: string, indent: string): string {
  if (items.length === 0) return `${open}${close}`
  const isFlat = items.every((item) => !item.includes('\n'))
  const length = items.reduce((total, item) => total + item.length + 2, indent.length + 2)
  if (isFlat && length <= width) return open === '[' ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`
}

function isNumbers(value: unknown): boolean {
  return typeof value === 'number' || (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number'))
}

function printNumbers(values: readonly unknown[]): string {
  return `[${values.map((value) => (Array.isArray(value) ? printNumbers(value) : JSON.stringify(value))).join(', ')}]`
}
