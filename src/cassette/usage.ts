/**
 * Tokens as a provider bills them. Tokens that some providers count separately are part of input and output here.
 *
 * @see docs/reporter.md
 */
export interface Usage {
  readonly input: number
  readonly output: number
  /** Input tokens that the provider read from its cache. */
  readonly cached: number
  /** Output tokens that the model spent on thinking. */
  readonly reasoning: number
}

/** Sum of the tokens of several answers. An answer without usage counts as zero. */
export function sumUsage(usages: Iterable<Usage | undefined>): Usage {
  const total = { input: 0, output: 0, cached: 0, reasoning: 0 }
  for (const usage of usages) {
    if (usage === undefined) continue
    total.input += usage.input
    total.output += usage.output
    total.cached += usage.cached
    total.reasoning += usage.reasoning
  }
  return total
}

/** Adds up tokens by the name of the model. */
export function mergeModels(
  a: Readonly<Record<string, Usage>>,
  b: Readonly<Record<string, Usage>>,
): Record<string, Usage> {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...names].map((name) => [name, sumUsage([a[name], b[name]])]))
}
