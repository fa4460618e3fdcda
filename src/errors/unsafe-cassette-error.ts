import { CassetteError } from './cassette-error.ts'

/**
 * Something that still looks secret.
 *
 * @see docs/errors.md#cassette_unsafe
 */
export interface FoundSecret {
  /** JSON path in the cassette, as `interactions[1].response.body.json.key`. */
  readonly at: string
  /** Name of the scanner's rule. */
  readonly rule: string
  /** The first characters of it and how long it is. */
  readonly excerpt: string
}

/**
 * Facts of an {@link UnsafeCassetteError}.
 *
 * @see docs/errors.md#cassette_unsafe
 */
export interface UnsafeCassetteFields {
  readonly cassette: string
  /** Name of the test; absent for what was recorded outside the tests of a file. */
  readonly test?: string
  readonly found: readonly FoundSecret[]
}

/**
 * A recording that redaction has left something in that looks secret. Nothing of it was written.
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

/** Places shown before the rest is only counted. */
const shown = 5

/** Where a secret stands that is part of the test's name, and so of the name of its cassette. */
export const testName = 'test.name'

function message({ cassette, test, found }: UnsafeCassetteFields): string {
  if (found[0]?.at === testName)
    return [
      `The name of "${test}" holds a secret. Nothing was recorded.`,
      `  It would stand in the name of the cassette, and in the cassette.`,
      `  Take it out of the test's title, and record the test again.`,
    ].join('\n\n')
  const rows = found.slice(0, shown).map(({ at, rule, excerpt }) => `  ${at}\n  rule  ${rule}   ${excerpt}`)
  if (found.length > shown) rows.push(`  and ${found.length - shown} more`)
  const path = optionPath(found[0]?.at ?? '')
  return [
    `The recording of ${test === undefined ? 'this file' : `"${test}"`} still holds a secret. Nothing was written.`,
    `  cassette   ${cassette} (unchanged)`,
    rows.join('\n\n'),
    `  Redact it, and record the test again:\n    cassettes({ redact: ['${path}'] })`,
    `  Or, if it is none:\n    cassettes({ allowSecrets: [{ path: '${path}', reason: '…' }] })`,
  ].join('\n\n')
}

/** The same place in any interaction, and in any item of a list. */
function optionPath(at: string): string {
  return at.replace(/^interactions\[\d+\]\./, '').replaceAll(/\[\d+\]/g, '[*]')
}
