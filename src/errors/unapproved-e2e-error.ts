import { CassetteError } from './cassette-error.ts'

/**
 * A guarded test file, and the option that guards it.
 *
 * @see docs/errors.md#cassette_unapproved_e2e
 */
export interface GuardedFile {
  /** The path, relative to the root. */
  readonly path: string
  /** The option, as `guard.e2e`. */
  readonly option: string
  /** The glob or the name of the project in the option. */
  readonly pattern: string
}

/**
 * Facts of an {@link UnapprovedE2EError}.
 *
 * @see docs/errors.md#cassette_unapproved_e2e
 */
export interface UnapprovedE2EFields {
  readonly files: readonly GuardedFile[]
  /** The command that approves this run. */
  readonly approve: string
  /** The command that runs the other files; absent where all files are guarded. */
  readonly others?: string
}

/**
 * A run would execute tests that may call live providers, and nobody approved it. No test was run.
 *
 * @see docs/errors.md#cassette_unapproved_e2e
 */
export class UnapprovedE2EError extends CassetteError<'CASSETTE_UNAPPROVED_E2E', UnapprovedE2EFields> {
  override readonly name = 'UnapprovedE2EError'
  readonly code = 'CASSETTE_UNAPPROVED_E2E'

  constructor(fields: UnapprovedE2EFields) {
    super(message(fields), fields)
  }
}

/** The number of files of one option that the page names. */
const shown = 8

function message({ files, approve, others }: UnapprovedE2EFields): string {
  const groups = Object.values(Object.groupBy(files, ({ option, pattern }) => `${option}: "${pattern}"`))
  const one = files.length === 1
  return [
    `This run would execute ${files.length} guarded test ${one ? 'file' : 'files'}`,
    groups.map((group = []) => groupText(group)).join('\n'),
    `  ${one ? 'It' : 'They'} may call live providers. To approve this run:\n    ${approve}`,
    ...(others === undefined ? [] : [`  To run everything else:\n    ${others}`]),
  ].join('\n\n')
}

function groupText(files: readonly GuardedFile[]): string {
  const rows = files.slice(0, shown).map(({ path }) => `  ${path}`)
  if (files.length > shown) rows.push(`  and ${files.length - shown} more`)
  return [...rows, `    (${files[0]?.option}: "${files[0]?.pattern}")`].join('\n')
}
