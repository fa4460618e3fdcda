import type * as Zod from 'zod'
import type { SchemaBuilder } from './schema-builder.ts'

/** A builder for schemas that name the problem of a value. */
export function zodBuilder(z: typeof Zod.z): SchemaBuilder {
  const report = (context: Zod.z.RefinementCtx, error: Zod.ZodError | undefined, ...place: string[]): void => {
    const issue = error?.issues[0]
    if (issue !== undefined)
      context.addIssue({ code: 'custom', path: [...place, ...issue.path], message: issue.message })
  }
  return {
    ...z,
    dictionary: (key, value) =>
      z.unknown().superRefine((object, context) => {
        if (!isRecord(object)) return context.addIssue({ code: 'custom', message: 'not an object' })
        for (const [name, field] of Object.entries(object))
          report(context, key.safeParse(name).error ?? value.safeParse(field).error, name)
      }),
    form: (forms, otherwise) =>
      z.unknown().superRefine((object, context) => {
        const name = isRecord(object) ? Object.keys(object).find((key) => Object.hasOwn(forms(), key)) : undefined
        if (name === undefined) return context.addIssue({ code: 'custom', message: otherwise })
        report(context, forms()[name]?.safeParse(object).error)
      }),
  }
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
