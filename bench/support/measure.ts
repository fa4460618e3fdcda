/** The middle value; the upper of two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Times of the two sides, round by round. */
export interface Pairs {
  readonly ours: readonly number[]
  readonly reference: readonly number[]
}

/**
 * Runs both sides in turn, so that a busy machine slows both. Each side is first as often as second, because a machine is
 * slower after work than after a rest. An unmeasured round fills the caches first.
 */
export async function inTurn(
  rounds: number,
  ours: () => Promise<number>,
  reference: () => Promise<number>,
): Promise<Pairs> {
  const pairs = { ours: [] as number[], reference: [] as number[] }
  for (let round = 0; round <= rounds; round++) {
    const isOursFirst = round % 2 === 0
    const first = await (isOursFirst ? ours() : reference())
    const second = await (isOursFirst ? reference() : ours())
    if (round === 0) continue
    pairs.ours.push(isOursFirst ? first : second)
    pairs.reference.push(isOursFirst ? second : first)
  }
  return pairs
}

/** Median of the differences inside the pairs, ours minus reference. */
export function medianDifference({ ours, reference }: Pairs): number {
  return median(ours.map((value, round) => value - (reference[round] ?? Number.NaN)))
}

/** Median of the ratios inside the pairs, ours over reference. */
export function medianRatio({ ours, reference }: Pairs): number {
  return median(ours.map((value, round) => value / (reference[round] ?? Number.NaN)))
}
