import type { Progress } from '../cassette/recording-progress.ts'
import type { Interaction } from '../cassette/interaction.ts'
import type { CassetteReport, Tally } from '../cassette/test-report.ts'

/** The accounts of one attempt: its answers and their tokens. `src/answer` keeps the books. */
export class AttemptAccounts {
  /** The answers from the cassette. The tokens in them are counted when somebody asks: no answer waits for that. */
  readonly replayed: Interaction[] = []
  /** The live calls that are over. */
  readonly paid: Pick<Tally, 'live' | 'tokens' | 'models'> = { live: {}, tokens: 0, models: {} }
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

  /** Number of calls of this attempt that a provider has answered. */
  get liveAnswers(): number {
    return sum(this.paid.live)
  }

  /** Number of calls of earlier attempts that a provider has answered. */
  get earlierLiveAnswers(): number {
    return sum(this.earlier?.tally.live ?? {})
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
