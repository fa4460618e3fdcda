import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteWriteError}.
 *
 * @see docs/errors.md#cassette_write
 */
export interface CassetteWriteFields {
  /** Path that could not be written, relative to the root. */
  readonly path: string
  /** What the system said, as `EACCES: permission denied`. */
  readonly reason: string
  /** Where what was recorded is kept; absent when that could not be written either. */
  readonly journal?: string
  /** Number of finished calls that could not be kept there. */
  readonly lost: number
  /** `'read'` when it is not the disk that refuses: what would be written could not be read again. */
  readonly cannot?: 'read'
}

/**
 * A cassette that could not be written, or one call that could not be put in it. The file that was there is untouched.
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
  return [`Cannot write ${path}`, `  ${reason}`, cannot === 'read' ? unreadable : remedy(journal, lost)].join('\n\n')
}

const unreadable =
  '  The call was left out: the cassette could not be read again with it. If a redactor of\n  yours has made this text, correct it and record the test again; else please report it.'

function remedy(journal: string | undefined, lost: number): string {
  const repair = '  Make the folder writable and record the test again'
  if (journal === undefined) return `${repair}: what was recorded could not be kept.`
  const kept = lost === 0 ? 'Nothing is lost: what was' : `${calls(lost)} lost; what else was`
  return `${repair}. ${kept}\n  recorded is in ${journal}\n  and the next recording run takes it from there.`
}

function calls(count: number): string {
  return count === 1 ? '1 call is' : `${count} calls are`
}
