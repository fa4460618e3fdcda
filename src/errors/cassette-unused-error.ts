import { CassetteError, hasCode } from './cassette-error.ts'

export interface CassetteUnusedFields {
  readonly cassette: string
  /** Recorded interactions in the cassette. */
  readonly total: number
  /** Those that the passing test did not ask for: their place in the file, from 1, and what they are. */
  readonly unused: ReadonlyArray<{ readonly position: number; readonly call: string; readonly text: string }>
  readonly command: string
}

/** A test passed without asking for everything its cassette holds. */
export class CassetteUnusedError extends CassetteError {
  override readonly name = 'CassetteUnusedError'
  readonly code = 'CASSETTE_UNUSED'
  readonly fields: CassetteUnusedFields

  constructor(fields: CassetteUnusedFields) {
    super(message(fields))
    this.fields = fields
  }
}

/** Whether `error` is a {@link CassetteUnusedError}, by its code. */
export function isCassetteUnusedError(error: unknown): error is CassetteUnusedError {
  return hasCode(error, (code) => code === 'CASSETTE_UNUSED')
}

/** Rows shown before the rest is only counted. */
const shown = 8

function message({ cassette, total, unused, command }: CassetteUnusedFields): string {
  const one = unused.length === 1
  const rows = unused.slice(0, shown).map(({ position, call, text }) => `  #${position}  ${call}\n      ${text}`)
  if (unused.length > shown) rows.push(`  and ${unused.length - shown} more`)
  return [
    `${unused.length} of ${total} recorded ${total === 1 ? 'interaction' : 'interactions'} ${one ? 'was' : 'were'} not used`,
    `  cassette   ${cassette}`,
    rows.join('\n'),
    `  The code no longer makes ${one ? 'this call' : 'these calls'}. If that is meant, record the test again:\n    ${command} --mode record`,
  ].join('\n\n')
}
