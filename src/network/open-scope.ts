import { join } from 'node:path'
import { isCassetteError } from '../errors/cassette-error.ts'
import { describeRequest } from '../providers/describe-request.ts'
import { OpenCassette } from '../store/open-cassette.ts'
import { journalFolder, keptFolder } from '../store/paths.ts'
import { keyOf } from './match-rules.ts'
import type { Scope } from './scope.ts'

/**
 * The cassette of a scope, opened at its first request.
 *
 * @throws CassetteFormatError when the file cannot be understood, at every call.
 */
export function openCassette(scope: Scope): OpenCassette {
  if (scope.unreadable !== undefined) throw scope.unreadable
  if (scope.cassette !== undefined) return scope.cassette
  const { settings, owner } = scope
  const testFile = join(settings.root, owner.file)
  try {
    scope.cassette = new OpenCassette({
      root: settings.root,
      path: scope.path,
      journals: journalFolder(settings, testFile),
      kept: keptFolder(settings, testFile),
      owner,
      mode: settings.mode === 'off' ? 'replay' : settings.mode,
      keyOf,
      callOf: (request) => describeRequest(request).call,
      keepFailures: settings.keepFailures,
    })
    return scope.cassette
  } catch (error) {
    if (isCassetteError(error)) {
      scope.unreadable = error
      scope.errors.push(error)
    }
    throw error
  }
}
