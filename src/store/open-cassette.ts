import { basename } from 'node:path'
import { Cassette, type Taken } from '../cassette/cassette.ts'
import { EarlierAttempts } from '../cassette/earlier-attempts.ts'
import { outcomeText } from '../diagnostics/transient-failures.ts'
import type { Interaction, StoredRequest } from '../cassette/interaction.ts'
import { isRecording } from '../cassette/mode.ts'
import type { UnsafeCassetteError } from '../errors/unsafe-cassette-error.ts'
import type { CassetteWriteError } from '../errors/cassette-write-error.ts'
import { isBackgroundStream } from '../providers/mcp.ts'
import { sameItems } from '../util/same-value.ts'
import { NewInteractions } from './recording/new-interactions.ts'
import { RecordingEnd } from './recording/recording-end.ts'
import type { CloseResult, TestOutcome, Rewritten } from './close-result.ts'
import type { LeftJournal } from './journal/journal.ts'
import { Journals } from './journal/journals.ts'
import { isReplayable, loadStored, withLeft } from './load-interactions.ts'
import type { OpenCassetteOptions } from './open-cassette-options.ts'
import { shownPath } from './paths.ts'
import { moveOrigin, readOrigin, type Origin } from './rename/origin.ts'
import { selectInteractions } from './select-interactions.ts'

/** A hit among the interactions that a killed recording left. */
export interface Recovered {
  readonly verdict: 'recovered'
  readonly interaction: Interaction
}

/**
 * A cassette while a test uses it: the interactions in memory, the journal of new ones, and the file. The constructor reads
 * the file, and `close` writes it when something changed.
 */
export class OpenCassette {
  /** Its path for people. */
  readonly shown: string
  /** Whether the file existed when the cassette was opened. */
  readonly isRecorded: boolean
  readonly #options: OpenCassetteOptions
  #cassette: Cassette
  readonly #journals: Journals
  readonly #end: RecordingEnd
  /** The interactions of the file. */
  #stored: readonly Interaction[]
  /** Today's redaction has changed them. */
  readonly #isRedacted: boolean
  #origin: Origin | undefined
  /** Interactions that a killed process recorded. */
  readonly #recovered: ReadonlySet<Interaction>
  readonly #fresh: NewInteractions
  /** Old answers that a refresh replayed in this attempt because the provider could not be reached. */
  readonly #unrefreshed = new Set<Interaction>()
  readonly #earlier = new EarlierAttempts()
  #rewritten: Rewritten | undefined

  /** @throws CassetteFormatError when the file exists and is not a valid cassette. */
  constructor(options: OpenCassetteOptions) {
    this.#options = options
    this.shown = shownPath(options.startedIn ?? options.root, options.path)
    const { root, path, journals, mode } = options
    const stored = loadStored(options)
    this.isRecorded = stored !== undefined
    this.#stored = stored?.interactions ?? []
    this.#isRedacted = stored?.isRedacted ?? false
    this.#journals = new Journals(root, journals, basename(path, '.json'), mode)
    this.#end = new RecordingEnd(options, this.#journals, this.isRecorded)
    const { interactions, recovered } = withLeft(this.#stored, this.#journals.left, options, this.#identify)
    this.#recovered = recovered
    this.#fresh = new NewInteractions(options, this.shown, this.#journals, recovered)
    this.#cassette = this.#cassetteOf(interactions)
  }

  /** Changes that `close` wrote; `undefined` when it wrote nothing. */
  get rewritten(): Rewritten | undefined {
    return this.#rewritten
  }

  /** Journals with unreadable lines, which `close` renamed. */
  get unread(): readonly LeftJournal[] {
    return this.#journals.unread
  }

  /** Whether the test has no recording at all, so that it may go on with an obsolete cassette. */
  get isEmpty(): boolean {
    return !this.isRecorded && this.size === 0
  }

  /** The obsolete cassette with which the test goes on. */
  get origin(): Origin | undefined {
    return this.#origin
  }

  /**
   * Goes on with an obsolete cassette, as if it were the one of this test; `undefined` takes that back.
   *
   * @returns whether it can be read.
   */
  goOnWith(origin: Origin | undefined): boolean {
    const stored = origin === undefined ? [] : readOrigin(this.#options, origin)
    this.#origin = stored && origin
    this.#stored = stored ?? []
    this.#cassette.replace(this.#stored)
    return stored !== undefined
  }

  get size(): number {
    return this.#cassette.size
  }

  get interactions(): readonly Interaction[] {
    return this.#cassette.interactions
  }

  playedBy(index: number): number | undefined {
    return this.#cassette.playedBy(index)
  }

  expects(lane: string, key: string, repeats: boolean): boolean {
    return this.#cassette.expects(lane, key, repeats)
  }

  answers(lane: string, key: string): ReturnType<Cassette['answers']> {
    return this.#cassette.answers(lane, key)
  }

  nextSlot(): number {
    return this.#cassette.nextSlot()
  }

  take(lane: string, key: string, slot: number): Taken | Recovered {
    const taken = this.#cassette.take(lane, key, slot)
    if (taken.verdict !== 'hit' || !this.#recovered.has(taken.interaction)) return taken
    return { verdict: 'recovered', interaction: taken.interaction }
  }

  takeAt(index: number, slot: number): Interaction {
    return this.#cassette.takeAt(index, slot)
  }

  /** The interactions that no attempt used, without background streams: a client may close before it opens one. */
  unused(): ReturnType<Cassette['unused']> {
    const requests = (): StoredRequest[] => this.interactions.map(({ request }) => request)
    return this.#cassette
      .unused()
      .filter(
        ({ interaction }) => !this.#earlier.has(interaction) && !isBackgroundStream(interaction.request, requests),
      )
  }

  /**
   * Starts the next attempt of the test. A refresh makes all requests again, also those that a killed process recorded:
   * their answers may be the cause of the failure. A recording replays the answers of earlier attempts, but not failures.
   *
   * @param passed whether the previous attempt passed.
   */
  rewind(passed: boolean): void {
    const { mode } = this.#options
    this.#earlier.add(this.used(), passed, this.#fresh.has, this.#identify)
    this.#unrefreshed.clear()
    if (mode === 'refresh') this.#cassette = this.#cassetteOf(this.#stored)
    else
      this.#cassette.rewind((interaction) => !this.#fresh.has(interaction) || isReplayable(interaction, this.#options))
  }

  /** Keeps an interaction in a refresh that cannot reach the provider. */
  keepUnrefreshed(interaction: Interaction): void {
    this.#unrefreshed.add(interaction)
  }

  /** Number of interactions that a refresh kept. */
  get unrefreshed(): number {
    return this.#unrefreshed.size
  }

  /**
   * Adds a finished interaction to memory and to the journal.
   *
   * @throws CassetteWriteError when the interaction is not valid. It is not added then.
   */
  record(interaction: Interaction, key: string, slot: number): void {
    this.#fresh.add(interaction)
    this.#cassette.record(interaction, key, slot)
    this.#fresh.journal(interaction)
  }

  /** The error of a call whose recording could not be written; `undefined` when it could. Ask before the call is made. */
  unwritable(request: StoredRequest): CassetteWriteError | undefined {
    return this.#fresh.unwritable(request)
  }

  /** Resolves when all interactions that may be written are scanned for secrets. Call it before `close`. */
  async scanned(): Promise<void> {
    await this.#fresh.scanned(this.interactions)
  }

  /**
   * Writes the interactions that the attempts used, if the mode allows it and something changed.
   *
   * @throws UnsafeCassetteError when the scan found a secret. Nothing is written, and the new interactions are dropped.
   * @throws CassetteWriteError when the disk refuses. The new interactions stay in the journal.
   */
  close(outcome: TestOutcome): CloseResult {
    if (!isRecording(this.#options.mode)) return { result: 'unchanged' }
    if (this.#fresh.isUnsafe) throw this.#forget()
    const { kept, failed, dropped } = this.#select(outcome)
    const ordered = outcome.ordered?.(kept) ?? kept
    const hasPaidFor = kept.some(this.#fresh.has)
    if (failed.length > 0) return this.#end.incomplete(hasPaidFor ? ordered : [], failed)
    const isShorter = kept.length !== this.#cassette.size
    const isMoved = outcome.passed && outcome.again !== true && !hasPaidFor && moveOrigin(this.#origin, this.shown)
    const isDirty = this.#fresh.isDirty || (outcome.passed && this.#origin !== undefined && !isMoved)
    const written = this.#written(kept, ordered, outcome)
    const isAsStored = this.isRecorded && !this.#isRedacted && sameItems(written, this.#stored)
    const closed = this.#end.complete(written, outcome, { isDirty, isShorter, isAsStored })
    if (closed.result === 'written') this.#rewritten = { before: this.#stored, after: kept }
    const hasOtherKey = dropped.some((interaction) => outcome.beforeOtherKey?.has(interaction))
    return {
      ...closed,
      ...(isMoved && { isMoved }),
      ...(dropped.length > 0 && { dropped: dropped.map(outcomeText) }),
      ...(hasOtherKey && { hasOtherKey }),
    }
  }

  /** The interactions for the file: those that say the same as before stay as they are. */
  #written(
    used: readonly Interaction[],
    ordered: readonly Interaction[],
    { passed, keepSame }: TestOutcome,
  ): readonly Interaction[] {
    const { rewritesAll = false, keyOf, maxAge } = this.#options
    if (!passed || rewritesAll || keepSame === undefined) return ordered
    return keepSame({ stored: this.#stored, used, ordered, fresh: this.#fresh.all, keyOf, maxAge })
  }

  /** Drops the new interactions. */
  #forget(): UnsafeCassetteError {
    this.#cassette.rewind((interaction) => !this.#fresh.has(interaction))
    return this.#fresh.forget()
  }

  /** The interactions that this attempt used. In `refresh` these are only new ones and those that it kept. */
  used(): Interaction[] {
    const played = this.#cassette.pack()
    if (this.#options.mode !== 'refresh') return played
    return played.filter((interaction) => this.#fresh.has(interaction) || this.#unrefreshed.has(interaction))
  }

  /** The interactions of the file that this attempt used. */
  replayed(): Interaction[] {
    return this.used().filter((interaction) => !this.#fresh.has(interaction))
  }

  #select(outcome: TestOutcome): ReturnType<typeof selectInteractions> {
    const use = {
      cassette: this.#cassette,
      used: this.used(),
      earlier: this.#earlier,
      fresh: this.#fresh.all,
      identify: this.#identify,
    }
    return selectInteractions(use, outcome, this.#options)
  }

  /** Returns the same text for interactions that answer the same request in the same lane. */
  readonly #identify = ({ lane, request }: Interaction): string => `${lane} ${this.#options.keyOf(request)}`

  #cassetteOf(interactions: readonly Interaction[]): Cassette {
    const { isOutdated = () => false, keyOf } = this.#options
    return new Cassette(interactions, keyOf, (interaction) => this.#fresh.has(interaction) || !isOutdated(interaction))
  }
}
