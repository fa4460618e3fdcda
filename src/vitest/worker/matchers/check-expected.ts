import { suggestion } from '../../../util/nearest-word.ts'
import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'
import type { ExpectedCall, ExpectedLimits } from './expectations.ts'

// What a matcher does not understand it would pass over, and the test would pass.

/** @throws CassetteConfigError for a word that is not known. */
export function checkCall(expected: ExpectedCall): void {
  checkWords('toHaveCalled', expected, ['provider', 'model', 'wrapped'])
}

/** @throws CassetteConfigError for what is no list. */
export function checkNames(names: unknown): void {
  if (Array.isArray(names)) return
  throw new CassetteConfigError("toHaveUsedTools() takes a list of names, as ['search'].")
}

/** @throws CassetteConfigError for a word that is not known, and where no limit is set. */
export function checkLimits(limits: ExpectedLimits = {}): void {
  checkWords('toStayWithin', limits, ['calls', 'tokens'])
  if (limits.calls !== undefined || limits.tokens !== undefined) return
  throw new CassetteConfigError('toStayWithin() has no limit, so nothing could exceed it. Set calls, tokens, or both.')
}

function checkWords(matcher: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new CassetteConfigError(`Unknown option "${unknown}" in ${matcher}({ … }).${suggestion(unknown, known)}`)
}
