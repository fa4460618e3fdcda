import type * as Zod from 'zod'
import type { CassetteOptions, WithoutDefault } from '../cassette/options.ts'
import type { Settings } from '../cassette/settings.ts'
import type { SchemaBuilder } from '../format/schema-builder.ts'

/** The name of an option of the plugin. */
export type OptionName = keyof CassetteOptions

/** The facts of a run that the settings of some options depend on. */
export interface RunFacts {
  /** Absolute path of the file in which the workers count their live calls and tokens. */
  readonly ledger: string
  readonly isCi: boolean
  /** Whether the reporter writes a document of the run. */
  readonly writesDocument: boolean
}

/** The definition of one option. Its meaning stands in `CassetteOptions`. */
export type Definition<Name extends OptionName> = Schema & {
  /** Shown in errors and in the reference. */
  readonly example: NonNullable<CassetteOptions[Name]>
  /** Another option without which this one has no effect. */
  readonly needs?: OptionName
  /** Turns what the user gives into the setting, where these differ in more than missing parts. */
  resolve?(given: NonNullable<CassetteOptions[Name]>, facts: RunFacts): Settings[Name]
} & (Name extends WithoutDefault
    ? { readonly default?: never; readonly defaultText: string }
    : | { readonly default: Settings[Name]; readonly defaultText?: never }
      // The reference cannot show a default that depends on the run.
      | { default(facts: RunFacts): Settings[Name]; readonly defaultText: string })

interface Schema {
  schema(z: SchemaBuilder): Zod.ZodType
}

/** One definition for every option. */
export type Definitions = { readonly [Name in OptionName]-?: Definition<Name> }

/**
 * The options that some definitions and the documented interface do not agree on: the definition is missing, there is no
 * such option, or the schema does not take exactly the documented type.
 */
export type Mismatch<Rows extends Readonly<Record<string, Schema>>> =
  | Exclude<OptionName, keyof Rows>
  | Exclude<keyof Rows, OptionName>
  | {
      [Name in OptionName & keyof Rows]: IsSame<
        Plain<Zod.input<ReturnType<Rows[Name]['schema']>>>,
        Plain<NonNullable<CassetteOptions[Name]>>
      > extends true
        ? never
        : Name
    }[OptionName & keyof Rows]

/** Without the `undefined` that zod adds to every optional part. */
type Plain<Value> = Value extends object ? { [Key in keyof Value]: Plain<Exclude<Value[Key], undefined>> } : Value

type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
