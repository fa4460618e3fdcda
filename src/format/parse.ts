import { CassetteFormatError } from '../errors/cassette-format-error.ts'
import { findIssue } from './check.ts'
import { formatName, formatVersion, type CassetteDocument } from './document.ts'

/**
 * Reads a cassette file.
 *
 * @param path for error messages only.
 * @throws CassetteFormatError for anything it does not understand.
 */
export function parseCassette(text: string, path: string): CassetteDocument {
  const document = parseJson(text, path)
  checkHeader(document, path)
  const issue = check(document, path)
  if (issue !== undefined) throw new CassetteFormatError({ path, at: jsonPath(issue.path), reason: issue.message })
  // The parsed text itself, not zod's copy: a copy would drop keys such as `__proto__` from recorded bodies.
  return document as CassetteDocument
}

function check(document: unknown, path: string): ReturnType<typeof findIssue> {
  try {
    return findIssue('document', document)
  } catch (cause) {
    // Only a stack that is too small for the bodies inside bodies.
    throw new CassetteFormatError(
      { path, at: '', reason: `nested too deeply (${(cause as Error).message})` },
      { cause },
    )
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
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

function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? String(part) : `${text}.${String(part)}`
  }, '')
}
