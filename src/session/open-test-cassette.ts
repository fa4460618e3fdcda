import { join } from 'node:path'
import { isCassetteError } from '../errors/is-cassette-error.ts'
import { testName, UnsafeCassetteError } from '../errors/unsafe-cassette-error.ts'
import type { CassetteOwner } from '../format/document.ts'
import { isRecording } from '../cassette/mode.ts'
import type { Interaction } from '../cassette/interaction.ts'
import type { Redaction } from '../redact/redaction.ts'
import { describeRequest } from '../providers/describe-request.ts'
import { OpenCassette } from '../store/open-cassette.ts'
import { journalFolder, fileRunFolder } from '../store/paths.ts'
import { createScan } from '../store/scan.ts'
import { keyOf } from '../match/match-rules.ts'
import type { TestAttempt } from './test-attempt.ts'
import { isRenewing, isTooOld } from './stale.ts'

/**
 * The cassette of a test, opened at its first request.
 *
 * @throws CassetteFormatError when the file cannot be understood, at every call.
 */
export function openCassette(attempt: TestAttempt): OpenCassette {
  if (attempt.unreadable !== undefined) throw attempt.unreadable
  if (attempt.cassette !== undefined) return attempt.cassette
  const { settings, owner } = attempt
  const redaction = attempt.matching.redaction()
  const testFile = join(settings.root, owner.file)
  try {
    if (isRecording(settings.mode)) checkName(owner, redaction)
    attempt.cassette = new OpenCassette({
      root: settings.root,
      path: attempt.path,
      journals: journalFolder(settings, testFile),
      runFolder: fileRunFolder(settings, testFile),
      owner,
      mode: settings.mode === 'off' ? 'replay' : settings.mode,
      keyOf: (request) => keyOf(request, attempt.matching),
      callOf: (request) => describeRequest(request).call,
      keepFailures: settings.keepFailures,
      redact: isRecording(settings.mode) ? remembered(attempt, redaction) : withSafeRequest(redaction),
      ...(isRecording(settings.mode) && { scan: createScan(settings.allowSecrets) }),
      ...(isRenewing(settings) && { isOutdated: (interaction: Interaction) => isTooOld(interaction, settings) }),
    })
    return attempt.cassette
  } catch (error) {
    if (isCassetteError(error)) {
      attempt.unreadable = error
      attempt.fail(error)
    }
    throw error
  }
}

/** A recording that goes on uses no number again; a refresh begins anew. */
function remembered({ memory, settings }: TestAttempt, redaction: Redaction): Redaction['interaction'] {
  return (interaction) => {
    if (settings.mode === 'record') memory.learn(interaction)
    return redaction.interaction(interaction)
  }
}

/** @throws UnsafeCassetteError for a name that may not be written: of the test, and so of its files. */
function checkName({ file, name = '' }: CassetteOwner, redaction: Redaction): void {
  const safe = redaction.text(name)
  if (safe === name) return
  const found = [{ at: testName, rule: 'redaction', excerpt: safe }]
  throw new UnsafeCassetteError({ cassette: file, test: safe, found })
}

/** In replay only requests are compared, and answers given as they were stored. */
function withSafeRequest(redaction: Redaction): (interaction: Interaction) => Interaction {
  return (interaction) => {
    const request = redaction.request(interaction.request)
    return request === interaction.request ? interaction : { ...interaction, request }
  }
}
