/**
 * A text that is expected: itself, a pattern, or an asymmetric matcher such as `expect.stringContaining('mini')`.
 *
 * @see docs/guardrails.md#expectations-of-one-test
 */
export type ExpectedText = string | RegExp | { asymmetricMatch(actual: unknown): boolean }

/**
 * A call that a test is expected to have made. What is left out may be anything.
 *
 * @see docs/guardrails.md#expectations-of-one-test
 */
export interface ExpectedCall {
  /** `openai`, `anthropic`, … */
  readonly provider?: ExpectedText
  /** As the request names it. */
  readonly model?: ExpectedText
  /** Name of a wrapped function. */
  readonly wrapped?: ExpectedText
}

/**
 * The most that a test may take.
 *
 * @see docs/guardrails.md#expectations-of-one-test
 */
export interface ExpectedLimits {
  /** Calls, replayed and live; what an SDK tries again after a failure counts once. */
  readonly calls?: number
  /** Tokens, in and out. */
  readonly tokens?: number
}

declare global {
  // Both supported majors of Vitest take their assertions from here. Their own `Matchers` has other type parameters in each.
  namespace Chai {
    interface Assertion {
      /** The test has made such a call: to that provider, of that model. */
      toHaveCalled(expected?: ExpectedCall): void
      /** The models of the test have called all of these tools; with `.not`, none of them. */
      toHaveUsedTools(names: readonly string[]): void
      /** The test has taken no more calls and tokens than these. */
      toStayWithin(limits: ExpectedLimits): void
    }
  }
}
