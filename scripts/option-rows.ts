import { testOptionNames } from '../src/cassette/options.ts'
import { definitions } from '../src/options/definitions.ts'
import { sourceText } from '../src/util/source-text.ts'

/** An option of the plugin, as the reference lists it. */
export interface OptionRow {
  readonly name: string
  /** The default as a user writes it, or in words. */
  readonly default: string
  readonly example: string
  /** Whether `configureCassette` takes it too. */
  readonly isForTests: boolean
}

/** The options of the plugin, in the order of their definitions. */
export function optionRows(): OptionRow[] {
  return Object.entries(definitions).map(([name, { default: value, defaultText, example }]) => ({
    name,
    default: defaultText ?? sourceText(value),
    example: sourceText(example),
    isForTests: (testOptionNames as readonly string[]).includes(name),
  }))
}
