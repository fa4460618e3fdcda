import { quotedPath } from '../util/quoted-path.ts'
import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteFormatError}.
 *
 * @see docs/errors.md#cassette_format
 */
export interface CassetteFormatFields {
  /** Path of the cassette, relative to the folder in which the run was started, or to the root. */
  readonly path: string
  /** The place in the document, as `interactions[3].response.body`; empty for the document itself. */
  readonly at: string
  readonly reason: string
  /** The wrong file, where it is one beside the cassette. */
  readonly file?: string
  /**
   * The remedy: to restore the file (the default), to update this package, to make the file readable, to shorten its path, to put a file in the
   * place of what is there, or to finish what Git has begun.
   */
  readonly remedy?: 'restore' | 'update' | 'access' | 'shorten' | 'replace' | 'conflict' | 'lfs' | 'git-crypt'
}

/**
 * A cassette that cannot be read. A broken file is never treated as missing.
 *
 * @see docs/errors.md#cassette_format
 */
export class CassetteFormatError extends CassetteError<'CASSETTE_FORMAT', CassetteFormatFields> {
  override readonly name = 'CassetteFormatError'
  readonly code = 'CASSETTE_FORMAT'

  constructor(fields: CassetteFormatFields, options?: ErrorOptions) {
    super(message(fields), fields, options)
  }
}

const remedies = {
  restore: (path: string, file?: string) =>
    `  Restore it from Git, or delete ${file === undefined ? 'it' : 'the cassette'} and record the test again with --mode record:\n    git checkout -- ${quotedPath(file ?? path)}`,
  update: () => '  Update vitest-cassette:\n    npm install -D vitest-cassette@latest',
  replace: () => '  Remove it, and record the test again with --mode record.',
  conflict: (path: string, file = path) =>
    `  Take one side, and record the test again with --mode record if it asks for more:\n    git checkout --ours -- ${quotedPath(file)}\n    git checkout --theirs -- ${quotedPath(file)}`,
  lfs: (path: string, file = path) => `  Download it:\n    git lfs pull --include ${quotedPath(file)}`,
  'git-crypt': () => '  Decrypt the files of this repository:\n    git-crypt unlock',
  shorten: () => '  Shorten the path: the option `dir`, or the names of the folders of the test file.',
  access: () => '  Make it a file that this user can read, in a folder that this user can read.',
}

function message({ path, at, reason, file, remedy = 'restore' }: CassetteFormatFields): string {
  const place = at === '' ? '' : `${at}: `
  return [`Cannot read ${path}`, `  ${place}${reason}`, remedies[remedy](path, file)].join('\n\n')
}
