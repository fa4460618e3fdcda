import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import type { Interaction } from '../cassette/interaction.ts'
import { CassetteFormatError } from '../errors/cassette-format-error.ts'
import { isCassetteError } from '../errors/is-cassette-error.ts'
import { findIssue } from '../format/find-issue.ts'
import type { CassetteDocument, CassetteOwner } from '../format/document.ts'
import { jsonPath } from '../format/place.ts'
import { longestText } from '../format/limits.ts'
import { checkSize, parseFile, type ParsedFile } from '../format/parse.ts'
import { serializeCassette } from '../format/serialize.ts'
import { withoutUnusedCookies } from '../redact/cookies.ts'
import { attachAnswers, attachBodies, detachBodies } from './bodies/detached-bodies.ts'
import { removeStaleSideFiles } from './bodies/side-files.ts'
import { writeFileAtomic } from './write-file.ts'

/** Whether there is a cassette at this path. */
export function hasCassette(path: string): boolean {
  return existsSync(path)
}

/** Reads only the cassette of a file. */
export function readCassette(...[path, shown]: Parameters<typeof readCassetteFile>): CassetteDocument | undefined {
  return readCassetteFile(path, shown)?.document
}

/**
 * Reads a cassette file. Large bodies and values stay in their own files. Returns `undefined` when there is no cassette.
 *
 * @param shown path for error messages.
 * @throws CassetteFormatError when the file exists and is not a valid cassette.
 */
export function readCassetteFile(path: string, shown: string): ParsedFile | undefined {
  let text: string
  try {
    const found = statSync(path)
    // To read from a pipe or a device may never end.
    if (!found.isFile() && !found.isDirectory())
      throw new CassetteFormatError({ path: shown, at: '', reason: 'it is no regular file', remedy: 'replace' })
    checkSize(found.size, shown)
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if (isCassetteError(cause, 'CASSETTE_FORMAT')) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    const remedy = code === 'ENAMETOOLONG' ? 'shorten' : 'access'
    throw new CassetteFormatError({ path: shown, at: '', reason: message, remedy }, { cause })
  }
  return parseFile(text, shown)
}

/**
 * Unlike `readCassette`, also reads the large values of answers.
 *
 * @throws CassetteFormatError when one of their files is missing or not valid.
 */
export function readReplayedCassette(path: string, shown: string): CassetteDocument | undefined {
  const document = readCassette(path, shown)
  return document && { ...document, interactions: attachAnswers(path, document.interactions, shown) }
}

/**
 * Unlike `readCassette`, also reads all bodies and values in their own files.
 *
 * @throws CassetteFormatError when one of the files is missing or not valid.
 */
export function readWholeCassette(path: string, shown: string): CassetteDocument | undefined {
  const document = readCassette(path, shown)
  return document && { ...document, interactions: attachBodies(path, document.interactions, shown) }
}

/**
 * Writes a whole cassette, or removes it when there are no interactions. The interactions must hold all bodies: files of
 * the older version may be missing.
 *
 * @returns whether the file changed.
 * @throws the system's error. The old cassette stays unchanged then.
 */
export function saveCassette(path: string, owner: CassetteOwner, interactions: readonly Interaction[]): boolean {
  if (interactions.length === 0) {
    const existed = existsSync(path)
    rmSync(path, { force: true })
    removeStaleSideFiles(path, [])
    return existed
  }
  checkReadable(interactions)
  const stored = detachBodies(path, withoutUnusedCookies(interactions))
  const text = serializeCassette(owner, stored)
  if (Buffer.byteLength(text) > longestText) throw new Error('it would be too large to be read again')
  const changed = !existsSync(path) || readFileSync(path, 'utf8') !== text
  if (changed) writeFileAtomic(path, text)
  removeStaleSideFiles(path, stored)
  return changed
}

/** A user's redactor may have turned a valid interaction into an invalid one. */
function checkReadable(interactions: readonly Interaction[]): void {
  for (const [index, interaction] of interactions.entries()) {
    const issue = findIssue('interaction', interaction)
    if (issue === undefined) continue
    throw new Error(`it could not be read again: ${jsonPath(['interactions', index, ...issue.path])}: ${issue.message}`)
  }
}
