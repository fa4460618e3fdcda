import type { Usage } from './usage.ts'

/** Price of a million tokens of a model, input and output, in US dollars. */
export interface Price {
  readonly input: number
  readonly output: number
  /** Price of input that the provider reads from its cache. @default the price of input */
  readonly cached?: number
  /** Price of output that the model spends on thinking. @default the price of output */
  readonly reasoning?: number
}

/**
 * Cost of tokens at the user's prices.
 *
 * @see docs/reporter.md#prices
 */
export interface Cost {
  /** US dollars. */
  readonly dollars: number
  /** Models without a price, sorted. */
  readonly unpriced: readonly string[]
}

/** `undefined` when none of the models has a price. */
export function costOf(
  models: Readonly<Record<string, Usage>>,
  prices: Readonly<Record<string, Price>>,
): Cost | undefined {
  const priced = Object.entries(models).filter(([model]) => Object.hasOwn(prices, model))
  if (priced.length === 0) return undefined
  const dollars = priced.reduce((total, [model, usage]) => total + dollarsOf(usage, prices[model]!), 0)
  const unpriced = Object.keys(models).filter((model) => !Object.hasOwn(prices, model))
  return { dollars, unpriced: unpriced.toSorted() }
}

function dollarsOf({ input, output, cached, reasoning }: Usage, price: Price): number {
  const read = (input - cached) * price.input + cached * (price.cached ?? price.input)
  const written = (output - reasoning) * price.output + reasoning * (price.reasoning ?? price.output)
  return (read + written) / 1_000_000
}
