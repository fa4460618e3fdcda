import { CassetteError } from './cassette-error.ts'

/**
 * Something that still looks secret.
 *
 * @see docs/errors.md#cassette_unsafe
 */
export interface FoundSecret {
  /** JSON path in the cassette, as `interactions[1].response.body.json.key`. */
  readonly at: string
  /** The name of the scanner's rule. */
  readonly rule: string
  /** Its first characters and its length. */
  readonly excerpt: string
}

/**
 * Facts of an {@link UnsafeCassetteError}.
 *
 * @see docs/errors.md#cassette_unsafe
 */
export interface UnsafeCassetteFields {
  readonly cassette: string
  /** The name of the test; absent for traffic of a file outside its tests. */
  readonly test?: string
  readonly found: readonly FoundSecret[]
}

/**
 * A recording still holds a text that looks secret after redaction. Nothing of it was written.
 *
 * @see docs/errors.md#cassette_unsafe
 */
export class UnsafeCassetteError extends CassetteError<'CASSETTE_UNSAFE', UnsafeCassetteFields> {
  override readonly name = 'UnsafeCassetteError'
  readonly code = 'CASSETTE_UNSAFE'

  constructor(fields: UnsafeCassetteFields) {
    super(message(fields), fields)
  }
}

/** The number of places that the page names. */
const shown = 5

/** The place of a secret in the name of the test, which is also the name of its cassette. */
export const testName = 'test.name'

function message({ cassette, test, found }: UnsafeCassetteFields): string {
  if (found[0]?.at === testName)
    return [
      `The name of "${test}" holds a secret. Nothing was recorded.`,
      `  The name of the cassette, and the cassette, would hold it.`,
      `  Remove it from the title of the test, and record the test again.`,
    ].join('\n\n')
  const rows = found.slice(0, shown).map(({ at, rule, excerpt }) => `  ${at}\n  rule  ${rule}   ${excerpt}`)
  if (found.length > shown) rows.push(`  and ${found.length - shown} more`)
  const path = optionPath(found[0]?.at ?? '')
  return [
    `The recording of ${test === undefined ? 'this file' : `"${test}"`} still holds a secret. Nothing was written.`,
    `  cassette   ${cassette} (not written)`,
    rows.join('\n\n'),
    `  Redact it, and record the test again:\n    cassettes({ redact: ['${path}'] })`,
    `  Or, if it is not a secret:\n    cassettes({ allowSecrets: [{ path: '${path}', reason: '…' }] })`,
  ].join('\n\n')
}

/** The same place in any interaction, and in any item of a list. */
function optionPath(at: string): string {
  return at.replace(/^interactions\[\d+\]\./, '').replaceAll(/\[\d+\]/g, '[*]')
}
