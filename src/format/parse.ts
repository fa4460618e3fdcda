import { depthOf, maxDepth } from '../body/json-layout.ts'
import { maxNesting } from '../body/pack.ts'
import { CassetteFormatError } from '../errors/cassette-format-error.ts'
import { findIssue } from './find-issue.ts'
import { formatName, formatVersion, type CassetteDocument } from './document.ts'
import { jsonPath } from './place.ts'

/** Bytes of a file that are read at all; more than any provider sends to one test, and few enough to hold. */
export const longestText: number = 128 * 1024 * 1024

/** The document down to a body's value, and each body that holds bodies, adds levels to those of the deepest JSON. */
const deepest = maxDepth + 10 + 3 * maxNesting

/**
 * Reads a cassette file.
 *
 * @param path for error messages only.
 * @throws CassetteFormatError for anything it does not understand.
 */
export function parseCassette(text: string, path: string): CassetteDocument {
  checkSize(text.length, path)
  checkDepth(text, path)
  const document = parseJson(text, path)
  checkHeader(document, path)
  const issue = findIssue('document', document)
  if (issue !== undefined) throw new CassetteFormatError({ path, at: jsonPath(issue.path), reason: issue.message })
  // The parsed text itself, not zod's copy: a copy would drop keys such as `__proto__` from recorded bodies.
  return document as CassetteDocument
}

/**
 * Refuses a file that is too large to be read.
 *
 * @param size in bytes.
 * @throws CassetteFormatError
 */
export function checkSize(size: number, path: string): void {
  if (size <= longestText) return
  throw new CassetteFormatError({ path, at: '', reason: `larger than ${longestText / 1024 / 1024} MB` })
}

/** Before anything is made of it: what is deep beyond reason would end in an overflow somewhere. */
function checkDepth(text: string, path: string): void {
  if (depthOf(text) <= deepest) return
  throw new CassetteFormatError({ path, at: '', reason: `nested deeper than ${deepest} levels` })
}

function parseJson(text: string, path: string): unknown {
  try {
    // An editor may have put a byte order mark before it.
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    throw new CassetteFormatError({ path, at: '', reason: whyNotJson(text, cause) }, { cause })
  }
}

function whyNotJson(text: string, cause: unknown): string {
  if (text.trim() === '') return 'the file is empty'
  if (/^(<{7}|>{7}) /m.test(text)) return 'it holds Git conflict markers'
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
