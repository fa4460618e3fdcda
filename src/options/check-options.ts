import type { CassetteOptions } from '../cassette/options.ts'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import type { OptionName } from './definition.ts'
import { definitions } from './definitions.ts'
import { findFault } from './option-fault.ts'

/**
 * Checks the options of the plugin as the user wrote them.
 *
 * @throws CassetteConfigError that names the option, and the nearest valid word for a mistyped one.
 */
export function checkOptions(options: unknown): CassetteOptions {
  const fault = findFault(options, Object.keys(definitions) as OptionName[])
  if (fault === undefined) return options as CassetteOptions
  const { option, isUnknown, words } = fault
  if (isUnknown) throw new CassetteConfigError(`Unknown option "${option}" in cassettes({ … }).${words}`)
  throw new CassetteConfigError(
    option === '' ? `cassettes()${words}` : `Option "${option}" in cassettes({ … })${words}`,
  )
}
