/** Widest line for a whole object or array, in columns. */
const width = 120

/** A value that gets one line, of whatever length: compact JSON. */
export class OneLine {
  readonly value: unknown

  constructor(value: unknown) {
    this.value = value
  }
}

/** A list that never stands on one line: each item begins a line of its own. */
export class Lines {
  readonly items: readonly unknown[]

  constructor(items: readonly unknown[]) {
    this.items = items
  }
}

/**
 * Indented JSON. A value that fits on one line gets one line. An array of numbers (chunk sizes, embedding vectors) always
 * does: thousands of short lines would hide the rest of the file. A long one has no blanks.
 */
export function printJson(value: unknown): string {
  return print(value, '', 0)
}

/** @param column where the value starts on its line. */
function print(value: unknown, indent: string, column: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (value instanceof OneLine) return JSON.stringify(value.value)
  const inner = `${indent}  `
  if (value instanceof Lines)
    return lines(
      ['[', ']'],
      value.items.map((item) => print(item, inner, inner.length)),
      indent,
    )
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isNumbers)) return printNumbers(value, column)
    return group(
      ['[', ']'],
      value.map((item) => print(item ?? null, inner, inner.length)),
      indent,
      column,
    )
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return group(
    ['{ ', ' }'],
    fields.map(([name, field]) => printField(name, field, inner)),
    indent,
    column,
  )
}

/** One field of an object, at the beginning of a line that is indented so far. */
export function printField(name: string, value: unknown, indent: string): string {
  const label = `${JSON.stringify(name)}: `
  return label + print(value, indent, indent.length + label.length)
}

function group(
  [open, close]: readonly [string, string],
  items: readonly string[],
  indent: string,
  column: number,
): string {
  if (items.length === 0) return `${open.trim()}${close.trim()}`
  const isFlat = items.every((item) => !item.includes('\n'))
  const length = items.reduce((total, item) => total + item.length + 2, column + open.length + close.length - 2)
  if (isFlat && length <= width) return `${open}${items.join(', ')}${close}`
  return lines([open.trim(), close.trim()], items, indent)
}

function lines([open, close]: readonly [string, string], items: readonly string[], indent: string): string {
  if (items.length === 0) return open + close
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`
}

function isNumbers(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number'))
  )
}

function printNumbers(values: readonly unknown[], column: number): string {
  const text = JSON.stringify(values)
  const spaced = text.replaceAll(',', ', ')
  return column + spaced.length > width ? text : spaced
}
