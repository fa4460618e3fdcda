import type * as Zod from 'zod'

/** The functions that build a schema: those of zod, and two that zod does not have. */
export type SchemaBuilder = Pick<
  typeof Zod.z,
  | 'array'
  | 'base64'
  | 'boolean'
  | 'enum'
  | 'int'
  | 'iso'
  | 'literal'
  | 'number'
  | 'record'
  | 'strictObject'
  | 'string'
  | 'tuple'
  | 'union'
  | 'unknown'
  | 'url'
> & {
  /** Unlike `z.record`, it also checks a field `__proto__`. */
  dictionary(key: Zod.ZodType, value: Zod.ZodType): Zod.ZodType
  /** One of several objects. The first known key selects it, so that errors are about this object, unlike `z.union`. */
  form(forms: () => Readonly<Record<string, Zod.ZodType>>, otherwise: string): Zod.ZodType
}
