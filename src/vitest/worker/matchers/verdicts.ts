import { tokensTaken } from '../../../answer/accounts.ts'
import { wrappedName } from '../../../cassette/wrapped-address.ts'
import { countCalls } from '../../../diagnostics/stuck-calls.ts'
import { counted } from '../../../util/counts.ts'
import type { Traffic } from '../../../diagnostics/exchange.ts'
import { describeRequest, modelOfRequest } from '../../../providers/describe-request.ts'
import { findProvider } from '../../../providers/find-provider.ts'
import { readAnswer } from '../../../providers/wire/read-answer.ts'
import { checkCall, checkLimits, checkNames } from './check-expected.ts'
import type { AttemptAccounts } from '../../../session/attempt-accounts.ts'
import type { ExpectedCall, ExpectedLimits, ExpectedText } from './expectations.ts'

/** The part that matchers use of the state Vitest calls them with. */
interface MatcherState {
  readonly isNot?: boolean
  readonly utils: { stringify(value: unknown, maxDepth: number, options: { min: true }): string }
}

/** The part of an attempt that matchers look at. */
export interface MatchedTest {
  readonly traffic: Traffic
  readonly accounts: AttemptAccounts
}

/** The result of a matcher. */
export interface Verdict {
  readonly pass: boolean
  readonly message: () => string
  readonly actual?: unknown
  readonly expected?: unknown
}

/** Whether a test has made a call of this kind. */
export function haveCalled(attempt: MatchedTest, expected: ExpectedCall, { isNot, utils }: MatcherState): Verdict {
  checkCall(expected)
  const calls = countCalls(attempt.traffic.exchanges).map(({ exchange: { request } }) => {
    const url = new URL(request.url)
    const wrapped = wrappedName(request.url)
    const made =
      wrapped === undefined ? { provider: findProvider(url)?.name, model: modelOfRequest(request) } : { wrapped }
    return { made: made as Record<string, string | undefined>, text: describeRequest(request).text }
  })
  const isExpected = (made: Record<string, string | undefined>): boolean =>
    Object.entries(expected).every(([name, text]) => text === undefined || isText(made[name], text as ExpectedText))
  return {
    pass: calls.some(({ made }) => isExpected(made)),
    message: () => {
      const rows = calls.map(({ text }, index) => `  ${index + 1}. ${text}`)
      const received = rows.length === 0 ? '' : `\n\nReceived:\n\n${rows.join('\n')}`
      return `expected the test ${isNot ? 'not ' : ''}to have called ${shown(expected, utils)}${received}\n\nNumber of calls: ${calls.length}`
    },
  }
}

/** Whether the models of a test have called all of the tools; negated, whether they have called any of them. */
export function haveUsedTools(attempt: MatchedTest, names: readonly string[], { isNot, utils }: MatcherState): Verdict {
  checkNames(names)
  const called = attempt.traffic.exchanges.flatMap(({ interaction }) =>
    readAnswer(interaction?.response?.body).toolCalls.map(({ name }) => name),
  )
  const used = [...new Set([...called, ...attempt.traffic.tools.map(({ name }) => name)])]
  const found = names.filter((name) => used.includes(name))
  return {
    pass: isNot ? found.length > 0 : found.length === names.length,
    message: () =>
      isNot
        ? `expected the test not to have used the tools ${shown(names, utils)}, but it has used ${shown(found, utils)}`
        : `expected the test to have used the tools ${shown(names, utils)}`,
    ...(!isNot && { actual: used, expected: names }),
  }
}

/** Whether a test has taken no more than these limits. */
export function stayWithin(attempt: MatchedTest, limits: ExpectedLimits, { isNot }: MatcherState): Verdict {
  checkLimits(limits)
  const { calls = Number.POSITIVE_INFINITY, tokens = Number.POSITIVE_INFINITY } = limits
  const made = countCalls(attempt.traffic.exchanges).length
  const taken = tokensTaken(attempt.accounts)
  const words = [
    ...(limits.calls === undefined ? [] : [counted(calls, 'call')]),
    ...(limits.tokens === undefined ? [] : [counted(tokens, 'token')]),
  ].join(' and ')
  return {
    pass: made <= calls && taken <= tokens,
    message: () =>
      `expected the test ${isNot ? 'not ' : ''}to stay within ${words}, but it took ${counted(made, 'call')} and ${counted(taken, 'token')}`,
  }
}

function isText(actual: string | undefined, expected: ExpectedText): boolean {
  if (typeof expected === 'string') return actual === expected
  if (expected instanceof RegExp) return actual !== undefined && expected.test(actual)
  return expected.asymmetricMatch(actual)
}

/** A value in one line. */
function shown(value: unknown, utils: MatcherState['utils']): string {
  return utils.stringify(value, 3, { min: true })
}
