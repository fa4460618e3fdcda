import type { CassetteFormatFields } from '../errors/cassette-format-error.ts'

/** The state in which Git, or a filter of Git, has left a file. */
export type GitState = Pick<CassetteFormatFields, 'reason'> & {
  readonly remedy: NonNullable<CassetteFormatFields['remedy']>
}

/**
 * The state of a file that Git has not checked out as it was written; `undefined` for any other file.
 *
 * @param text its beginning is enough, except for conflict markers.
 */
export function gitStateOf(text: string): GitState | undefined {
  if (text.startsWith('version https://git-lfs.github.com/spec/'))
    return { reason: 'it is a pointer of Git LFS: the file itself is not downloaded', remedy: 'lfs' }
  if (text.startsWith('\0GITCRYPT\0')) return { reason: 'it is encrypted with git-crypt', remedy: 'git-crypt' }
  if (/^(<{7}|>{7}) /m.test(text)) return { reason: 'it holds Git conflict markers', remedy: 'conflict' }
  return undefined
}
