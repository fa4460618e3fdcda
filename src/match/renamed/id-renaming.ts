import type { Interaction, StoredRequest } from '../../cassette/interaction.ts'
import { comparedText } from '../view/request-key.ts'
import type { IdRefusal as Refusal } from '../../errors/pages/id-lines.ts'
import type { RequestView } from '../view/request-view.ts'
import { idPairs, type IdPair } from './id-pairs.ts'
import { areMintedAlike } from './minted-ids.ts'

/** The ids of a request, judged. */
export interface Judged<Pair extends IdPair> {
  readonly accepted: readonly Pair[]
  readonly refused: ReadonlyArray<Pair & Refusal>
}

type Recording = readonly Interaction[]

/**
 * The ids that the client of a test has minted, and the recorded ids that they stand for. The renaming is one to one in
 * the whole test.
 */
export class IdRenaming {
  readonly #asked = new Map<string, string>()
  readonly #recorded = new Map<string, string>()

  /**
   * Whether a request is the recorded one apart from ids that the client has minted. The test keeps their renaming then.
   *
   * @param recording all interactions of the cassette.
   */
  unites(recorded: RequestView, asked: RequestView, recording: Recording): boolean {
    const pairs = idPairs(recorded, asked)
    if (pairs === undefined) return false
    const { accepted, refused } = this.judge(pairs, recording)
    if (refused.length > 0 || this.#asked.size + accepted.length === 0) return false
    if (this.#with(accepted).#rename(comparedText(recorded)) !== comparedText(asked)) return false
    this.keep(accepted)
    return true
  }

  /** Keeps ids that stand for recorded ones. */
  keep(pairs: readonly IdPair[]): void {
    for (const pair of pairs) this.#add(pair)
  }

  /** Finds the ids of one request that may stand for the recorded ones, and those that may not. */
  judge<Pair extends IdPair>(pairs: readonly Pair[], recording: Recording): Judged<Pair> {
    const known = this.#with([])
    const refused: Array<Pair & Refusal> = []
    const accepted = pairs.filter((pair) => {
      const refusal = known.#refusalOf(pair, recording)
      if (refusal === undefined) known.#add(pair)
      else refused.push({ ...pair, ...refusal })
      return refusal === undefined
    })
    return { accepted, refused }
  }

  /** Whether a request has a recorded id that has another name in this test. */
  contradicts(asked: RequestView): boolean {
    if (this.#asked.size === 0) return false
    const text = comparedText(asked)
    return [...this.#asked.keys()].some((id) => text.includes(id))
  }

  /** A recorded view with the ids of this test, and with further ones, in place of the recorded ids. */
  renamed(recorded: RequestView, further: readonly IdPair[]): RequestView {
    return JSON.parse(this.#with(further).#rename(JSON.stringify(recorded))) as RequestView
  }

  /** A request for the cassette: it has the recorded ids, so that the cassette has one name for each. */
  asRecorded(asked: StoredRequest): StoredRequest {
    if (this.#recorded.size === 0) return asked
    return JSON.parse(replaceAll(JSON.stringify(asked), this.#recorded)) as StoredRequest
  }

  #with(further: readonly IdPair[]): IdRenaming {
    const all = new IdRenaming()
    for (const [recorded, asked] of this.#asked) all.#add({ recorded, asked })
    all.keep(further)
    return all
  }

  #refusalOf(pair: IdPair, recording: Recording): Refusal | undefined {
    const { recorded, asked } = pair
    if (this.#asked.get(recorded) === asked) return undefined
    const [now, before] = [this.#asked.get(recorded), this.#recorded.get(asked)]
    if (now !== undefined) return { reason: 'inconsistent', partners: { recorded, asked: now } }
    if (before !== undefined) return { reason: 'inconsistent', partners: { recorded: before, asked } }
    if (!areMintedAlike(recorded, asked)) return { reason: 'chosen' }
    if (isGiven(recorded, recording)) return { reason: 'given' }
    return isHeld(asked, recording) ? { reason: 'recorded' } : undefined
  }

  #add({ recorded, asked }: IdPair): void {
    this.#asked.set(recorded, asked)
    this.#recorded.set(asked, recorded)
  }

  #rename(text: string): string {
    return replaceAll(text, this.#asked)
  }
}

function replaceAll(text: string, names: ReadonlyMap<string, string>): string {
  return [...names].reduce((result, [from, to]) => result.replaceAll(from, to), text)
}

/** Whether an answer held the id before any request did. */
function isGiven(id: string, recording: Recording): boolean {
  const first = recording.find((interaction) => holds(interaction.request, id) || holds(interaction.response, id))
  return first !== undefined && !holds(first.request, id)
}

function isHeld(id: string, recording: Recording): boolean {
  return recording.some(({ request, response }) => holds(request, id) || holds(response, id))
}

const texts = new WeakMap<object, string>()

function holds(value: object | undefined, id: string): boolean {
  if (value === undefined) return false
  let text = texts.get(value)
  if (text === undefined) texts.set(value, (text = JSON.stringify(value)))
  return text.includes(id)
}
