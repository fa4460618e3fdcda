import { hash } from 'node:crypto'
import fc from 'fast-check'

/** A concurrent app: how it asks, and how it puts answers together. */
export type Plan =
  | { readonly kind: 'ask'; readonly question: string; readonly isStreamed: boolean }
  /** Asks about everything that the app has seen so far. */
  | { readonly kind: 'combine' }
  | { readonly kind: 'series' | 'all' | 'any'; readonly of: readonly Plan[] }
  | { readonly kind: 'race'; readonly isAborting: boolean; readonly of: readonly Plan[] }
  | { readonly kind: 'pool'; readonly width: number; readonly of: readonly Plan[] }
  | { readonly kind: 'retry'; readonly of: Plan }

/** Any concurrent app of a moderate size. */
export const concurrentApp: fc.Arbitrary<Plan> = fc.letrec<{ plan: Plan }>((tie) => {
  const several = fc.array(tie('plan'), { minLength: 2, maxLength: 3 })
  return {
    plan: fc.oneof(
      { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('ask' as const),
          question: fc.constantFrom('a', 'b', 'c'),
          isStreamed: fc.boolean(),
        }),
      },
      { weight: 1, arbitrary: fc.constant({ kind: 'combine' as const }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('series', 'all', 'any'), of: several }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('race' as const), isAborting: fc.boolean(), of: several }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('pool' as const),
          width: fc.integer({ min: 1, max: 3 }),
          of: several,
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('retry' as const), of: tie('plan') }) },
    ) as fc.Arbitrary<Plan>,
  }
}).plan

/** Makes a request, and reports each piece of its answer. Rejects when the answer is an error. */
export type AskProvider = (
  question: string,
  options: { readonly isStreamed: boolean; readonly signal: AbortSignal; readonly onPiece: (text: string) => void },
) => Promise<string>

/**
 * Runs an app until nothing of it is left, and returns the log of its calls and answers, in the order of what it saw.
 * The losers of a race go on beside it.
 */
export async function runApp(plan: Plan, ask: AskProvider): Promise<readonly string[]> {
  const log: string[] = []
  const all: Array<Promise<unknown>> = []

  const request = async (question: string, isStreamed: boolean, signal: AbortSignal): Promise<string> => {
    log.push(`ask ${question}`)
    try {
      const onPiece = (text: string): void => void log.push(`piece ${text}`)
      const text = await ask(question, { isStreamed, signal, onPiece })
      log.push(`got ${text}`)
      return text
    } catch (error) {
      log.push(`failed ${(error as Error).message}`)
      throw error
    }
  }

  const run = (step: Plan, signal: AbortSignal): Promise<string> => {
    const running = start(step, signal)
    all.push(running.catch(() => {}))
    return running
  }

  const start = async (step: Plan, signal: AbortSignal): Promise<string> => {
    if (signal.aborted) throw new Error('aborted before')
    switch (step.kind) {
      case 'ask':
        return request(step.question, step.isStreamed, signal)
      case 'combine':
        // Short, because thousands of apps ask this.
        return request(`combine ${hash('sha1', log.join('|'))}`, false, signal)
      case 'series': {
        let last = ''
        for (const one of step.of) last = await run(one, signal)
        return last
      }
      case 'all':
        return (await Promise.all(step.of.map((one) => run(one, signal)))).join('+')
      case 'any':
        return Promise.any(step.of.map((one) => run(one, signal)))
      case 'race': {
        const losers = new AbortController()
        const inner = step.isAborting ? AbortSignal.any([signal, losers.signal]) : signal
        try {
          return await Promise.race(step.of.map((one) => run(one, inner)))
        } finally {
          losers.abort()
        }
      }
      case 'pool': {
        const left = [...step.of]
        const results: string[] = []
        const worker = async (): Promise<void> => {
          for (let one = left.shift(); one !== undefined; one = left.shift()) results.push(await run(one, signal))
        }
        await Promise.all(Array.from({ length: step.width }, worker))
        return results.join('>')
      }
      case 'retry':
        return run(step.of, signal).catch(() => run(step.of, signal))
    }
  }

  await run(plan, new AbortController().signal).then(
    (result) => log.push(`result ${result}`),
    (error: Error) => log.push(`error ${error.message}`),
  )
  // A step may start others while it is waited for.
  for (let count = -1; count !== all.length;) {
    count = all.length
    await Promise.all(all)
  }
  return log
}
