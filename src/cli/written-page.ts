import { mkdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { ignoreInGit } from '../store/ignore-in-git.ts'
import { workPath } from '../store/paths.ts'
import { writeFileAtomic } from '../store/write-file.ts'
import type { Terminal } from './command.ts'

/**
 * Writes a page and prints its path.
 *
 * @param output the path that the user named; `-` is the standard output. Without one the page goes to the working folder,
 *   which git ignores.
 * @param name of the file in the working folder.
 */
export function writePage(text: string, output: string | undefined, name: string, { cwd, print }: Terminal): void {
  if (output === '-') return print(text)
  const path = output === undefined ? join(workPath({ root: cwd }), 'show', name) : resolve(cwd, output)
  mkdirSync(dirname(path), { recursive: true })
  if (output === undefined) ignoreInGit(workPath({ root: cwd }))
  writeFileAtomic(path, text)
  print(` ✓ ${relative(cwd, path) || path}`)
}
