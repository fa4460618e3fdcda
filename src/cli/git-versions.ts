import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'

const run = promisify(execFile)

/** Largest file that is read from git, in bytes: the largest cassette. */
const maxBuffer = 128 * 1024 * 1024

/**
 * The changed and new files of a folder since a commit, as absolute paths.
 *
 * @throws CassetteConfigError when git cannot compare: no repository, or no such commit.
 */
export async function changedFiles(folder: string, commit: string): Promise<string[]> {
  const root = (await git(folder, ['rev-parse', '--show-toplevel'])).trim()
  const changed = await git(folder, ['diff', '--name-only', '-z', commit, '--', '.'])
  const added = await git(folder, ['ls-files', '--others', '--exclude-standard', '--full-name', '-z', '--', '.'])
  return [...new Set(`${changed}${added}`.split('\0').filter(Boolean))].map((path) => `${root}/${path}`)
}

/** The text of a file in a commit; `undefined` when it was not in it. */
export async function fileAt(folder: string, commit: string, path: string): Promise<string | undefined> {
  const root = (await git(folder, ['rev-parse', '--show-toplevel'])).trim()
  const inside = path.slice(root.length + 1)
  const known = await git(root, ['ls-tree', '--name-only', '-z', commit, '--', inside])
  return known === '' ? undefined : git(root, ['show', `${commit}:${inside}`])
}

async function git(cwd: string, args: readonly string[]): Promise<string> {
  try {
    return (await run('git', args, { cwd, maxBuffer })).stdout
  } catch (cause) {
    const { stderr, message } = cause as Error & { stderr?: string }
    throw new CassetteConfigError(
      `git cannot compare: ${(stderr || message).trim()}\n\n  Start the command in a git repository.`,
      { cause },
    )
  }
}
