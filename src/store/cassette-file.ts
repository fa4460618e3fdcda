import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import type { Interaction } from '../cassette/interaction.ts'
import { CassetteFormatError } from '../errors/cassette-format-error.ts'
import { isCassetteError } from '../errors/is-cassette-error.ts'
import { findIssue } from '../format/find-issue.ts'
import type { CassetteDocument, CassetteOwner } from '../format/document.ts'
import { jsonPath } from '../format/place.ts'
import { checkSize, longestText, parseCassette } from '../format/parse.ts'
import { serializeCassette } from '../format/serialize.ts'
import { attachBodies, detachBodies, removeStaleSideFiles } from './side-files.ts'
import { writeFileAtomic } from './write-file.ts'

/** Whether there is a cassette at this path. */
export function hasCassette(path: string): boolean {
  return existsSync(path)
}

/**
 * What a cassette file says, or `undefined` when there is no such file. Large bodies stay in the files they stand in.
 *
 * @param shown path for error messages.
 * @throws CassetteFormatError when the file is there and cannot be read or understood.
 */
export function readCassette(path: string, shown: string): CassetteDocument | undefined {
  let text: string
  try {
    checkSize(statSync(path).size, shown)
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if (isCassetteError(cause, 'CASSETTE_FORMAT')) throw cause
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new CassetteFormatError(
      { path: shown, at: '', reason: (cause as Error).message, remedy: 'access' },
      { cause },
    )
  }
  return parseCassette(text, shown)
}

/**
 * Unlike `readCassette`, everything: also the bodies that stand in files of their own.
 *
 * @throws CassetteFormatError when one of the files cannot be read or understood.
 */
export function readWholeCassette(path: string, shown: string): CassetteDocument | undefined {
  const document = readCassette(path, shown)
  return document && { ...document, interactions: attachBodies(path, document.interactions, shown) }
}

/**
 * Writes a cassette whole, or removes it when nothing is left in it. Every body must be in the interactions: the files
 * that an older version names may be gone.
 *
 * @returns whether the file changed.
 * @throws the system's error; the cassette that was there is untouched.
 */
export function saveCassette(path: string, owner: CassetteOwner, interactions: readonly Interaction[]): boolean {
  if (interactions.length === 0) {
    const existed = existsSync(path)
    rmSync(path, { force: true })
    removeStaleSideFiles(path, [])
    return existed
  }
  checkReadable(interactions)
  const stored = detachBodies(path, interactions)
  const text = serializeCassette(owner, stored)
  if (Buffer.byteLength(text) > longestText) throw new Error('it would be too large to be read again')
  const changed = !existsSync(path) || readFileSync(path, 'utf8') !== text
  if (changed) writeFileAtomic(path, text)
  removeStaleSideFiles(path, stored)
  return changed
}

/** What was read may have become something else: a redactor of the user's can make any text of it. */
function checkReadable(interactions: readonly Interaction[]): void {
  for (const [index, interaction] of interactions.entries()) {
    const issue = findIssue('interaction', interaction)
    if (issue === undefined) continue
    throw new Error(`it could not be read again: ${jsonPath(['interactions', index, ...issue.path])}: ${issue.message}`)
  }
}
