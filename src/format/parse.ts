import { isDeeper, maxDepth } from '../body/json-layout.ts'
import { maxNesting } from '../body/pack.ts'
import type { Interaction } from '../cassette/interaction.ts'
import { CassetteFormatError } from '../errors/cassette-format-error.ts'
import { findIssue } from './find-issue.ts'
import { formatName, formatVersion, type CassetteDocument } from './document.ts'
import { gitStateOf } from './git-states.ts'
import { fromFile, type FileInteraction } from './layout/file-interaction.ts'
import { longestText } from './limits.ts'
import { jsonPath } from './place.ts'

/** The deepest JSON value, plus the levels of the document around it and of bodies inside bodies. */
const deepest = maxDepth + 10 + 3 * maxNesting

/** A cassette, and its interactions as they stand in its file. */
export interface ParsedFile {
  readonly document: CassetteDocument
  readonly stored: readonly FileInteraction[]
}

/** Reads only the cassette of a file. */
export function parseCassette(...[text, path]: Parameters<typeof parseFile>): CassetteDocument {
  return parseFile(text, path).document
}

/**
 * Reads a cassette file.
 *
 * @param path for error messages only.
 * @throws CassetteFormatError when the text is not a valid cassette.
 */
export function parseFile(text: string, path: string): ParsedFile {
  checkSize(text.length, path)
  checkDepth(text, path)
  const document = parseJson(text, path)
  checkHeader(document, path)
  const issue = findIssue('document', document)
  if (issue !== undefined) throw new CassetteFormatError({ path, at: jsonPath(issue.path), reason: issue.message })
  // Not zod's copy: a copy would drop keys such as `__proto__` from recorded bodies.
  const file = document as Omit<CassetteDocument, 'interactions'> & { interactions: readonly FileInteraction[] }
  const stored = file.interactions
  return { stored, document: { ...file, interactions: stored.map((one, index) => read(one, index, path)) } }
}

function read(stored: FileInteraction, index: number, path: string): Interaction {
  const interaction = fromFile(stored)
  if (interaction !== undefined) return interaction
  const at = `interactions[${index}].response`
  throw new CassetteFormatError({ path, at, reason: `says alone is no answer to ${stored.request.url}: add its body` })
}

/**
 * Refuses a file that is too large.
 *
 * @param size in bytes.
 * @throws CassetteFormatError
 */
export function checkSize(size: number, path: string): void {
  if (size <= longestText) return
  throw new CassetteFormatError({ path, at: '', reason: `larger than ${longestText / 1024 / 1024} MB` })
}

/** Runs before the text is parsed: an extremely deep value would overflow the stack of later code. */
function checkDepth(text: string, path: string): void {
  if (!isDeeper(text, deepest)) return
  throw new CassetteFormatError({ path, at: '', reason: `nested deeper than ${deepest} levels` })
}

function parseJson(text: string, path: string): unknown {
  try {
    // An editor may have added a byte order mark.
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    const found = gitStateOf(text) ?? { reason: whyNotJson(text, cause) }
    throw new CassetteFormatError({ path, at: '', ...found })
  }
}

function whyNotJson(text: string, cause: unknown): string {
  if (text.trim() === '') return 'the file is empty'
  return `not JSON: ${(cause as Error).message}`
}

function checkHeader(document: unknown, path: string): void {
  const { format, version } = (document ?? {}) as { format?: unknown; version?: unknown }
  if (format !== formatName) {
    throw new CassetteFormatError({
      path,
      at: 'format',
      reason: `not a cassette of ${formatName}: expected "${formatName}"`,
    })
  }
  if (typeof version === 'number' && version > formatVersion) {
    const reason = `version ${version} is newer than this vitest-cassette reads (${formatVersion})`
    throw new CassetteFormatError({ path, at: 'version', reason, remedy: 'update' })
  }
}
