/** The compiler holds the documented options and their definitions together: each way to break that is an error. */
import { expectTypeOf } from 'vitest'
import type * as Zod from 'zod'
import type { CassetteOptions, WithoutDefault } from '../../src/cassette/options.ts'
import type { Settings } from '../../src/cassette/settings.ts'
import type { TestOptions } from '../../src/options/check-test-options.ts'
import type { Definition, Definitions, Mismatch } from '../../src/options/definition.ts'

/** Definitions with the documented types. */
type Fitting = {
  [Name in keyof CassetteOptions]-?: { schema(): Zod.ZodType<unknown, NonNullable<CassetteOptions[Name]>> }
}
type With<Name extends string, Input> = Omit<Fitting, Name> & Record<Name, { schema(): Zod.ZodType<unknown, Input> }>

expectTypeOf<Mismatch<Fitting>>().toBeNever()
expectTypeOf<Mismatch<Omit<Fitting, 'clock'>>>().toEqualTypeOf<'clock'>()
expectTypeOf<Mismatch<With<'clok', string>>>().toEqualTypeOf<'clok'>()
// A word less, a word more, another type.
expectTypeOf<Mismatch<With<'clock', 'real'>>>().toEqualTypeOf<'clock'>()
expectTypeOf<Mismatch<With<'clock', 'real' | 'recorded' | 'faked'>>>().toEqualTypeOf<'clock'>()
expectTypeOf<Mismatch<With<'include', string>>>().toEqualTypeOf<'include'>()
// A part less, a part more, a part that must be there.
expectTypeOf<Mismatch<With<'stream', { speed?: number }>>>().toEqualTypeOf<'stream'>()
expectTypeOf<
  Mismatch<With<'budget', { calls?: number; tokens?: number; perTest?: number; tests?: number }>>
>().toEqualTypeOf<'budget'>()
expectTypeOf<Mismatch<With<'budget', { calls?: number; tokens?: number; perTest: number }>>>().toEqualTypeOf<'budget'>()
// The `undefined` that zod adds to optional parts does not count.
expectTypeOf<
  Mismatch<With<'stream', { speed?: number | undefined; timing?: 'instant' | 'recorded' | undefined }>>
>().toBeNever()

// A definition has a default, unless the option is one of those without.
expectTypeOf<Definitions>().toHaveProperty('clock')
declare const schema: () => Zod.ZodType
export const clock: Definition<'clock'> = { schema, default: 'real', example: 'recorded' }
// @ts-expect-error no default
export const withoutDefault: Definition<'clock'> = { schema, example: 'recorded' }
// @ts-expect-error a default that the option does not take
export const otherDefault: Definition<'clock'> = { schema, default: 'recordd', example: 'recorded' }
// @ts-expect-error an example that the option does not take
export const otherExample: Definition<'clock'> = { schema, default: 'real', example: 'recordd' }
// @ts-expect-error without a limit there is no default
export const maxAge: Definition<'maxAge'> = { schema, default: '90d', defaultText: '90d', example: '90d' }

// The settings that travel follow from the documented options.
expectTypeOf<Settings['clock']>().toEqualTypeOf<'real' | 'recorded'>()
expectTypeOf<Settings['include']>().toEqualTypeOf<readonly string[]>()
expectTypeOf<Settings['stream']>().toEqualTypeOf<{
  readonly timing: 'instant' | 'recorded'
  readonly speed: number
}>()
expectTypeOf<Pick<Settings, WithoutDefault>>().toExtend<{ readonly maxAge?: string }>()
expectTypeOf<{}>().toExtend<Pick<Settings, WithoutDefault>>()
// @ts-expect-error every other option is always set
expectTypeOf<{}>().toExtend<Pick<Settings, 'clock'>>()

// A test takes the options that may stand there, and no others.
expectTypeOf<keyof TestOptions>().toEqualTypeOf<
  | 'onExhausted'
  | 'unused'
  | 'stream'
  | 'keepFailures'
  | 'maxAge'
  | 'ignore'
  | 'normalize'
  | 'matchHeaders'
  | 'clock'
  | 'random'
>()
expectTypeOf<NonNullable<TestOptions['stream']>>().toEqualTypeOf<{
  readonly timing?: 'instant' | 'recorded'
  readonly speed?: number
}>()
expectTypeOf<NonNullable<TestOptions['ignore']>>().toEqualTypeOf<readonly string[]>()
