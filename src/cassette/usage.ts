/** Tokens that a provider counted. What some count beside input and output is in them here, as it is billed. */
export interface Usage {
  readonly input: number
  readonly output: number
  /** Of the input: read from the provider's cache. */
  readonly cached: number
  /** Of the output: spent on thinking. */
  readonly reasoning: number
}

/** The tokens of several answers together; none for those that do not say. */
export function sumUsage(usages: Iterable<Usage | undefined>): Usage {
  const total = { input: 0, output: 0, cached: 0, reasoning: 0 }
  for (const usage of usages)
    for (const name of ['input', 'output', 'cached', 'reasoning'] as const) total[name] += usage?.[name] ?? 0
  return total
}

/** Tokens by the name of the model, of both. */
export function mergeModels(
  a: Readonly<Record<string, Usage>>,
  b: Readonly<Record<string, Usage>>,
): Record<string, Usage> {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...names].map((name) => [name, sumUsage([a[name], b[name]])]))
}
