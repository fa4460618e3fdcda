import { lazy } from '../util/lazy.ts'
import type { SchemaBuilder } from './schema-builder.ts'

/**
 * A builder for schemas that only accept or reject, without zod.
 *
 * Every test file that replays reads a cassette, and importing zod would take each of them longer than the interception.
 * zod accepts every value that this builder accepts. After a rejection zod validates the value again and names the
 * problem.
 */
export const quickBuilder: SchemaBuilder = {
  unknown: () => new Check(() => true),
  string: () => text,
  number: () => number,
  int: () => number.refine(Number.isSafeInteger),
  boolean: () => new Check((value) => typeof value === 'boolean'),
  literal: (expected: unknown) => new Check((value) => [expected].flat().includes(value)),
  enum: (words: readonly unknown[]) => new Check((value) => words.includes(value)),
  url: () => text.regex(/^(?:https?|wrap):\/\/\S+$/).refine((value) => URL.canParse(value)),
  base64: () => text.refine((value) => Buffer.from(value, 'base64').toString('base64') === value),
  iso: { datetime: () => text.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/).refine(isDate) },
  union: (checks: readonly Check[]) => new Check((value) => checks.some((check) => check.accepts(value))),
  array: (item: Check) => new Check((value) => Array.isArray(value) && value.every((element) => item.accepts(element))),
  tuple: (items: readonly Check[]) =>
    new Check(
      (value) =>
        Array.isArray(value) &&
        value.length === items.length &&
        items.every((item, index) => item.accepts(value[index])),
    ),
  record: dictionary,
  dictionary,
  form: (forms: () => Shape) =>
    new Check((value) => {
      const name = isObject(value) ? Object.keys(value).find((key) => Object.hasOwn(forms(), key)) : undefined
      return name !== undefined && forms()[name]!.accepts(value)
    }),
  strictObject: (shape: Shape) => new ObjectCheck(shape),
} as unknown as SchemaBuilder

class Check {
  readonly accepts: (value: unknown) => boolean
  readonly isOptional: boolean

  constructor(accepts: (value: unknown) => boolean, isOptional = false) {
    this.accepts = accepts
    this.isOptional = isOptional
  }

  optional(): Check {
    return new Check(this.accepts, true)
  }

  refine(further: (value: never) => boolean): Check {
    return new Check((value) => this.accepts(value) && further(value as never))
  }

  min(least: number): Check {
    return this.refine((value: string | number) => (typeof value === 'string' ? value.length : value) >= least)
  }

  gt(bound: number): Check {
    return this.refine((value) => value > bound)
  }

  max(most: number): Check {
    return this.refine((value) => value <= most)
  }

  regex(pattern: RegExp): Check {
    return this.refine((value) => pattern.test(value))
  }
}

type Shape = Readonly<Record<string, Check>>

class ObjectCheck extends Check {
  readonly #shape: Shape

  constructor(shape: Shape) {
    // A cassette has few of the objects that there are.
    const parts = lazy(() => {
      const checks = new Map(Object.entries(shape))
      return { checks, needed: [...checks].filter(([, check]) => !check.isOptional).map(([name]) => name) }
    })
    super((value) => {
      if (!isObject(value)) return false
      const { checks, needed } = parts()
      return (
        needed.every((name) => Object.hasOwn(value, name)) &&
        Object.entries(value).every(([name, field]) => checks.get(name)?.accepts(field) ?? false)
      )
    })
    this.#shape = shape
  }

  extend(shape: Shape): ObjectCheck {
    return new ObjectCheck({ ...this.#shape, ...shape })
  }
}

const text = new Check((value) => typeof value === 'string')
const number = new Check(Number.isFinite)

function dictionary(key: Check, field: Check): Check {
  return new Check(
    (value) =>
      isObject(value) && Object.entries(value).every(([name, content]) => key.accepts(name) && field.accepts(content)),
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isDate(value: string): boolean {
  const date = new Date(value)
  return !Number.isNaN(date.getTime()) && date.toISOString() === value
}

/** Whether a value fits a schema that was built with the quick builder. */
export function accepts(schema: object, value: unknown): boolean {
  return (schema as Check).accepts(value)
}
