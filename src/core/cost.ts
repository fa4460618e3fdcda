import type { Usage } from './usage.ts'

/** What a million tokens of a model cost, in and out, in US dollars. */
export interface Price {
  readonly input: number
  readonly output: number
}

/** What tokens cost at the prices the user has given. */
export interface Cost {
  /** US dollars. */
  readonly dollars: number
  /** Models that have no price, sorted. */
  readonly unpriced: readonly string[]
}

/** `undefined` when no model that was asked has a price. */
export function costOf(
  models: Readonly<Record<string, Usage>>,
  prices: Readonly<Record<string, Price>>,
): Cost | undefined {
  const priced = Object.entries(models).filter(([model]) => Object.hasOwn(prices, model))
  if (priced.length === 0) return undefined
  const dollars = priced.reduce((total, [model, { input, output }]) => {
    const price = prices[model]!
    return total + (input * price.input + output * price.output) / 1_000_000
  }, 0)
  const unpriced = Object.keys(models).filter((model) => !Object.hasOwn(prices, model))
  return { dollars, unpriced: unpriced.toSorted() }
}
