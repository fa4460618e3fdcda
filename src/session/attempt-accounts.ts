import type { Progress } from '../cassette/recording-progress.ts'
import type { CassetteReport, Tally } from '../cassette/test-report.ts'

/** The accounts of one attempt: its answers, their tokens, and what replaying has saved. `src/answer` keeps the books. */
export class AttemptAccounts {
  readonly tally: Tally = { offline: 0, live: {}, tokens: 0, savedTokens: 0, savedMs: 0, models: {}, savedModels: {} }
  /** The live calls of this attempt: how many have begun, how many are open, and the service that the last one asked. */
  readonly live: { begun: number; open: number; service: Pick<Progress, 'provider' | 'model'> } = {
    begun: 0,
    open: 0,
    service: {},
  }
  /** Names of headers of live answers that an app may need and that the cassette does not hold. */
  readonly withheldHeaders: Set<string> = new Set()
  /** Listens to the live calls of a test while it is recorded. */
  onProgress: ((progress: Progress) => void) | undefined
  /** The report of the earlier attempts of the same test. */
  earlier: CassetteReport | undefined

  /** Tokens of all answers of this attempt, replayed and live. */
  get tokens(): number {
    return this.tally.tokens + this.tally.savedTokens
  }

  /** Number of calls of this attempt that a provider has answered. */
  get liveAnswers(): number {
    return sum(this.tally.live)
  }

  /** Number of calls of earlier attempts that a provider has answered. */
  get earlierLiveAnswers(): number {
    return sum(this.earlier?.tally.live ?? {})
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
