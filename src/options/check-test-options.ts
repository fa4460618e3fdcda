import { testOptionNames, type CassetteOptions, type NormalizerEntry } from '../cassette/options.ts'
import type { Normalizer } from '../match/normalize/normalizer.ts'
import { sourceText } from '../util/source-text.ts'
import type { OptionName } from './definition.ts'
import { definitions } from './definitions.ts'
import { findFault } from './option-fault.ts'

/**
 * The options of a file, a suite or a test. Lists add to those of the plugin, anything else replaces it.
 *
 * @see docs/matching.md#for-a-project-a-file-a-suite-a-test
 */
export interface TestOptions extends Omit<
  {
    readonly [Name in keyof Pick<CassetteOptions, (typeof testOptionNames)[number]>]: Readonly<CassetteOptions[Name]>
  },
  'normalize'
> {
  /** Names of ready normalizers, paths of modules, or functions, after those of the plugin. */
  readonly normalize?: ReadonlyArray<NormalizerEntry | Normalizer>
}

/** Why options cannot be used, beginning with the name of the option; `undefined` when they can. */
export function issueOfTestOptions(options: unknown): string | undefined {
  const fault = findFault(withoutFunctions(options), testOptionNames)
  if (fault === undefined) return undefined
  const { option, isUnknown, words } = fault
  if (isUnknown && option in definitions) return ofPlugin(option as OptionName)
  if (isUnknown) return `unknown option "${option}".${words}`
  return option === '' ? 'it takes an object of options' : `${option}${words}`
}

/** The issue of an option that only the plugin takes. */
function ofPlugin(option: OptionName): string {
  const example = `cassettes({ ${option}: ${sourceText(definitions[option].example)} })`
  return `"${option}" is an option of the plugin alone. Set it in vitest.config.ts:\n    ${example}\n\n  Valid in a file or a test: ${testOptionNames.join(', ')}`
}

/** A function is a valid entry of `normalize` in a test alone. The place of every other entry stays. */
function withoutFunctions(options: unknown): unknown {
  const { normalize } = (options ?? {}) as { readonly normalize?: unknown }
  if (!Array.isArray(normalize)) return options
  const entries = normalize.map((entry: unknown) => (typeof entry === 'function' ? './normalizer.ts' : entry))
  return { ...(options as object), normalize: entries }
}
