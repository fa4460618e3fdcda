import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteWriteError}.
 *
 * @see docs/errors.md#cassette_write
 */
export interface CassetteWriteFields {
  /** The path that could not be written, relative to the root. */
  readonly path: string
  /** The message of the system, as `EACCES: permission denied`. */
  readonly reason: string
  /** The journal that keeps the recorded calls; absent where it could not be written either. */
  readonly journal?: string
  /** The number of finished calls that the journal does not have. */
  readonly lost: number
  /**
   * `read`: the disk is fine, but the written file could not be read again. `begin` and `fit`: a call was not made, because
   * the system would refuse its recording, or the cassette would be too large. Absent where the disk refused.
   */
  readonly cannot?: 'read' | 'begin' | 'fit'
}

/**
 * A cassette, or one call in it, could not be written. The existing file is untouched.
 *
 * @see docs/errors.md#cassette_write
 */
export class CassetteWriteError extends CassetteError<'CASSETTE_WRITE', CassetteWriteFields> {
  override readonly name = 'CassetteWriteError'
  readonly code = 'CASSETTE_WRITE'

  constructor(fields: CassetteWriteFields, options?: ErrorOptions) {
    super(message(fields), fields, options)
  }
}

function message({ path, reason, journal, lost, cannot }: CassetteWriteFields): string {
  return [`Cannot write ${path}`, `  ${reason}`, cannot === undefined ? remedy(journal, lost) : remedies[cannot]].join(
    '\n\n',
  )
}

const remedies = {
  read: '  The call was left out, because the cassette could not be read again with it. If one of\n  your redactors made this text, correct it and record the test again. Otherwise please\n  report it.',
  begin:
    '  The call was not made, because its recording would be lost. Make the folder writable,\n  or remove what is in the way, and record the test again.',
  fit: '  The call was not made, because its recording would be lost. Split the test: each part\n  has a cassette of its own.',
}

function remedy(journal: string | undefined, lost: number): string {
  const repair = '  Make the folder writable and record the test again'
  if (journal === undefined) return `${repair}: the recorded calls are lost.`
  const kept = lost === 0 ? 'Nothing is lost: the' : `${calls(lost)} lost; the other`
  return `${repair}. ${kept}\n  recorded calls are in ${journal}\n  and the next recording run takes them from there.`
}

function calls(count: number): string {
  return count === 1 ? '1 call is' : `${count} calls are`
}
