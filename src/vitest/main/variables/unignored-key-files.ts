import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Files with the API keys of recording runs. */
const keyFiles = ['.env.record', '.env.record.local', '.env.refresh', '.env.refresh.local']

/** A file with API keys that Git does not ignore. */
export interface UnignoredKeyFile {
  /** Absolute path. */
  readonly path: string
  /** What is wrong with it, and what to do. */
  readonly message: string
}

/**
 * The files with API keys that Git does not ignore, so that they could be committed, or are.
 *
 * @param roots absolute folders.
 */
export function unignoredKeyFiles(roots: readonly string[]): UnignoredKeyFile[] {
  return [...new Set(roots)].flatMap((root) =>
    keyFiles
      .map((name) => join(root, name))
      .filter((path) => existsSync(path) && isIgnored(root, path) === false)
      .map((path) => ({ path, message: messageOf(root, path) })),
  )
}

function messageOf(root: string, path: string): string {
  const name = basename(path)
  return git(root, ['ls-files', '--error-unmatch', '--', path]) === 0
    ? `is in Git. Revoke its keys, then: git rm --cached ${name}`
    : 'is not ignored by Git. To ignore it: npx vitest-cassette init'
}

/**
 * Whether Git ignores a file, which need not exist. A file that is committed is not ignored.
 *
 * @returns `undefined` where there is no repository, or no Git.
 */
export function isIgnored(folder: string, path: string): boolean | undefined {
  const status = git(folder, ['check-ignore', '--quiet', '--', path])
  if (status === 0) return true
  return status === 1 ? false : undefined
}

/** @returns the exit code; `null` without Git. */
function git(cwd: string, args: readonly string[]): number | null {
  return spawnSync('git', args, { cwd, stdio: 'ignore' }).status
}
