import type { Usage } from './usage.ts'

/** What a million tokens of a model cost, in and out, in US dollars. */
export interface Price {
  readonly input: number
  readonly output: number
  /** Of input that is read from the provider's cache. @default that of input */
  readonly cached?: number
  /** Of output that is spent on thinking. @default that of output */
  readonly reasoning?: number
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
  const dollars = priced.reduce((total, [model, usage]) => total + dollarsOf(usage, prices[model]!), 0)
  const unpriced = Object.keys(models).filter((model) => !Object.hasOwn(prices, model))
  return { dollars, unpriced: unpriced.toSorted() }
}

function dollarsOf({ input, output, cached, reasoning }: Usage, price: Price): number {
  const fresh = (input - cached) * price.input + cached * (price.cached ?? price.input)
  const said = (output - reasoning) * price.output + reasoning * (price.reasoning ?? price.output)
  return (fresh + said) / 1_000_000
}
