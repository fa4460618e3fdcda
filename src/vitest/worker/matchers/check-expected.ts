import { suggestion } from '../../../util/nearest-word.ts'
import { appFrames } from '../../../util/app-frames.ts'
import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'
import type { ExpectedCall, ExpectedLimits } from './expectations.ts'

// A matcher that ignored an unknown word would pass, whatever the test does.

/** @throws CassetteConfigError for a word that is not known. */
export function checkCall(expected: ExpectedCall): void {
  checkWords('toHaveCalled', expected, ['provider', 'model', 'wrapped'])
}

/** @throws CassetteConfigError for anything but a list. */
export function checkNames(names: unknown): void {
  if (Array.isArray(names)) return
  throw misused("toHaveUsedTools() takes a list of names: expect(cassette).toHaveUsedTools(['search'])")
}

/** @throws CassetteConfigError for a word that is not known, and where no limit is set. */
export function checkLimits(limits: ExpectedLimits = {}): void {
  checkWords('toStayWithin', limits, ['calls', 'tokens'])
  if (limits.calls !== undefined || limits.tokens !== undefined) return
  throw misused('toStayWithin() has no limit, so nothing could exceed it. Set calls, tokens, or both.')
}

function checkWords(matcher: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw misused(`Unknown option "${unknown}" in ${matcher}({ … }).${suggestion(unknown, known)}`)
}

function misused(message: string): CassetteConfigError {
  return new CassetteConfigError(message, { frames: appFrames() })
}
