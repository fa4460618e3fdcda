import { cpSync, existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { CassetteOwner } from '../../format/document.ts'
import { withOwner } from '../../format/with-owner.ts'
import { sideFolder } from '../bodies/side-files.ts'
import { withLock } from '../lock.ts'
import { lockOf, type StoreFolders } from '../paths.ts'
import { removeCassette } from '../remove-cassette.ts'
import { writeFileAtomic } from '../write-file.ts'

type Owner = Pick<CassetteOwner, 'file' | 'name'>

/**
 * Gives a cassette to a test: moves the file with its side files, and writes the test into it. Everything else stays as it
 * is.
 *
 * @param from absolute path of the cassette.
 * @param to absolute path of the cassette of the test.
 * @returns whether it was moved; `false` when the test has a cassette, or when another run has moved this one.
 * @throws the system's error.
 */
export function moveCassette(folders: StoreFolders, from: string, to: string, owner: Owner): boolean {
  return withLock(lockOf(folders, from), () => {
    if (!existsSync(from) || existsSync(to)) return false
    const beside = sideFolder(from)
    if (existsSync(beside)) cpSync(beside, sideFolder(to), { recursive: true })
    writeFileAtomic(to, withSideFolder(withOwner(readFileSync(from, 'utf8'), owner), beside, sideFolder(to)))
    removeCassette(from, join(folders.root, folders.dir))
    return true
  })
}

/**
 * Writes the test into its cassette. A cassette that was moved by hand still names its old test.
 *
 * @returns whether the file changed.
 * @throws the system's error.
 */
export function writeOwner(folders: StoreFolders, path: string, owner: Owner): boolean {
  return withLock(lockOf(folders, path), () => {
    const text = readFileSync(path, 'utf8')
    const changed = withOwner(text, owner)
    if (changed !== text) writeFileAtomic(path, changed)
    return changed !== text
  })
}

/** A body in a file of its own names the folder of that file. */
function withSideFolder(text: string, from: string, to: string): string {
  return text.replaceAll(
    /("file": ?")([^"/]+)(\/[0-9a-f]{64}\.bin")/g,
    (whole, before: string, folder, after: string) =>
      folder === basename(from) ? `${before}${basename(to)}${after}` : whole,
  )
}
