import { join } from 'node:path'
import { isCassetteError } from '../errors/is-cassette-error.ts'
import { testName, UnsafeCassetteError } from '../errors/unsafe-cassette-error.ts'
import type { CassetteOwner } from '../format/document.ts'
import { isRecording, type Mode } from '../cassette/mode.ts'
import type { Interaction } from '../cassette/interaction.ts'
import type { Redaction } from '../redact/redaction.ts'
import type { SecretMemory } from '../redact/secret-memory.ts'
import { describeRequest } from '../providers/describe-request.ts'
import { OpenCassette } from '../store/open-cassette.ts'
import { journalFolder, fileRunFolder } from '../store/paths.ts'
import { createScan } from '../store/scan.ts'
import { keyOf } from '../match/match-rules.ts'
import type { TestAttempt } from './test-attempt.ts'
import { isRenewing, isTooOld } from './stale.ts'

/** The part of an attempt that opens its cassette. */
type Opening = Pick<TestAttempt, 'test' | 'options' | 'comparing' | 'clock' | 'cassette' | 'unreadable' | 'fail'>

/**
 * The cassette of a test, opened at its first request.
 *
 * @throws CassetteFormatError when the file cannot be understood, at every call.
 */
export function openCassette(attempt: Opening): OpenCassette {
  if (attempt.unreadable !== undefined) throw attempt.unreadable
  try {
    attempt.cassette ??= open(attempt)
    return attempt.cassette
  } catch (error) {
    if (isCassetteError(error)) {
      attempt.unreadable = error
      attempt.fail(error)
    }
    throw error
  }
}

function open({ test, options, comparing, clock }: Opening): OpenCassette {
  const { settings, owner, path } = test
  const { mode, root } = settings
  const redaction = comparing.matching.redaction()
  const testFile = join(root, owner.file)
  if (isRecording(mode)) checkName(owner, redaction)
  return new OpenCassette({
    root,
    startedIn: settings.startedIn,
    path,
    journals: journalFolder(settings, testFile),
    runFolder: fileRunFolder(settings, testFile),
    owner: { ...owner, ...(clock && { startedAt: new Date(clock.startedAt).toISOString() }) },
    mode,
    keyOf: (request) => keyOf(request, comparing.matching),
    callOf: (request) => describeRequest(request).call,
    keepFailures: options.keepFailures,
    rewritesAll: settings.rewritesAll,
    maxAge: options.maxAge,
    get command() {
      return test.command
    },
    redact: isRecording(mode) ? remembered(comparing.memory, mode, redaction) : withSafeRequest(redaction),
    ...(isRecording(mode) && { scan: createScan(settings.allowSecrets) }),
    ...(isRenewing({ test, options }) && {
      isOutdated: (interaction: Interaction) => isTooOld(interaction, options),
    }),
  })
}

/** A recording that goes on uses no number again; a refresh begins anew. */
function remembered(memory: SecretMemory | undefined, mode: Mode, redaction: Redaction): Redaction['interaction'] {
  return (interaction) => {
    if (mode === 'record') memory?.learn(interaction)
    return redaction.interaction(interaction)
  }
}

/** @throws UnsafeCassetteError when the name of the test, which is in the names of its files, holds a secret. */
function checkName({ file, name = '' }: CassetteOwner, redaction: Redaction): void {
  const safe = redaction.text(name)
  if (safe === name) return
  const found = [{ at: testName, rule: 'redaction', excerpt: safe }]
  throw new UnsafeCassetteError({ cassette: file, test: safe, found })
}

/** In replay requests are compared redacted, and answers are given as they were stored. */
function withSafeRequest(redaction: Redaction): (interaction: Interaction) => Interaction {
  return (interaction) => {
    const request = redaction.request(interaction.request)
    return request === interaction.request ? interaction : { ...interaction, request }
  }
}
