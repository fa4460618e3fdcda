import { basename } from 'node:path'
import { afterAttempt } from '../cassette/after-attempt.ts'
import { Cassette, type Taken } from '../cassette/cassette.ts'
import { EarlierAttempts } from '../cassette/earlier-attempts.ts'
import { isTransientFailure, outcomeText, sift } from '../cassette/transient-failures.ts'
import type { Interaction, StoredRequest } from '../cassette/interaction.ts'
import { recover } from '../cassette/recover.ts'
import { isRecording, type Mode } from '../cassette/mode.ts'
import { CassetteRecordingError } from '../errors/cassette-recording-error.ts'
import { UnsafeCassetteError, type FoundSecret } from '../errors/unsafe-cassette-error.ts'
import { CassetteWriteError } from '../errors/cassette-write-error.ts'
import { findIssue } from '../format/find-issue.ts'
import { jsonPath } from '../format/place.ts'
import { readCassette, readWholeCassette } from './cassette-file.ts'
import { Destination, type DestinationPaths } from './destination.ts'
import type { Closed, Ending, Rewritten } from './close-result.ts'
import { InteractionScans } from './interaction-scans.ts'
import type { LeftJournal } from './journal.ts'
import { Journals } from './journals.ts'
import { withLock } from './lock.ts'
import { lockPath, shownPath } from './paths.ts'
import type { Scan } from './scan.ts'

export interface OpenCassetteOptions extends DestinationPaths {
  readonly mode: Exclude<Mode, 'off'>
  /** Match key of a stored request. */
  readonly keyOf: (request: StoredRequest) => string
  /** A request in a few words, for errors. */
  readonly callOf: (request: StoredRequest) => string
  readonly keepFailures: boolean
  /** What was stored before, as it would be stored today. */
  readonly redact?: (interaction: Interaction) => Interaction
  /** Looks for secrets in what is to be written; without one nothing is looked for. */
  readonly scan?: Scan
  /** Whether an interaction of the file is too old to be replayed, and is asked for again. */
  readonly isOutdated?: (interaction: Interaction) => boolean
}

/** A hit in what a killed recording has left. */
export interface Recovered {
  readonly verdict: 'recovered'
  readonly interaction: Interaction
}

/**
 * A cassette while a test uses it: the interactions in memory, the journal of what is recorded, and the file, which is
 * read when it is opened and written, if at all, by `close`.
 */
export class OpenCassette {
  readonly shown: string
  readonly #options: OpenCassetteOptions
  #cassette: Cassette
  readonly #existed: boolean
  readonly #journals: Journals
  readonly #destination: Destination
  /** What was in the file. */
  readonly #stored: readonly Interaction[]
  /** Recorded by a process that was killed. */
  readonly #recovered: ReadonlySet<Interaction>
  /** Recorded in this run, by this process or by one that was killed. */
  readonly #fresh: Set<Interaction>
  /** Old answers that a refresh has given in this attempt, since the provider could not be reached. */
  readonly #unrefreshed = new Set<Interaction>()
  readonly #earlier = new EarlierAttempts()
  /** Something was recorded in this attempt, or taken from a journal: what is in memory is not all on the disk. */
  #dirty: boolean
  readonly #scans: InteractionScans | undefined
  #found: FoundSecret[] = []
  #rewritten: Rewritten | undefined

  /** @throws CassetteFormatError when the file is there and cannot be understood. */
  constructor(options: OpenCassetteOptions) {
    this.#options = options
    this.#scans = options.scan && new InteractionScans(options.scan)
    this.shown = shownPath(options.root, options.path)
    const { root, path, journals, mode, redact = (interaction) => interaction } = options
    const loaded = this.#read()?.map(redact)
    this.#existed = loaded !== undefined
    this.#stored = loaded ?? []
    this.#journals = new Journals(root, journals, basename(path, '.json'), mode)
    this.#destination = new Destination(options, this.#journals)
    const { interactions, recovered } = recover(
      this.#stored,
      this.#journals.left.map(({ isRefresh, interactions }) => ({
        isRefresh: isRefresh || mode === 'refresh',
        interactions: interactions.map(redact).filter((one) => this.#isUsable(one)),
      })),
      this.#identify,
    )
    this.#recovered = recovered
    this.#fresh = new Set(recovered)
    this.#dirty = recovered.size > 0
    this.#cassette = this.#cassetteOf(interactions)
  }

  /** While recording, with all that is in files of their own, since another run may remove them before this one writes. */
  #read(): readonly Interaction[] | undefined {
    const { path, journals, mode } = this.#options
    if (!isRecording(mode)) return readCassette(path, this.shown)?.interactions
    return withLock(lockPath(journals, path), () => readWholeCassette(path, this.shown))?.interactions
  }

  /** Whether there was a file when it was opened. */
  get isRecorded(): boolean {
    return this.#existed
  }

  /** What `close` has changed; `undefined` when it has written nothing. */
  get rewritten(): Rewritten | undefined {
    return this.#rewritten
  }

  /** Journals that `close` has put aside, for lines in them cannot be read. */
  get unread(): readonly LeftJournal[] {
    return this.#journals.unread
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

  /** What no attempt has used. */
  unused(): ReturnType<Cassette['unused']> {
    return this.#cassette.unused().filter(({ interaction }) => !this.#earlier.has(interaction))
  }

  /**
   * Starts the next attempt of the test. A refresh asks everything again, what a killed one had asked included: its answer
   * may be why the attempt failed. A recording replays what the attempts before have paid for, but a failure is worth
   * another try.
   *
   * @param passed whether the attempt before has passed.
   */
  rewind(passed: boolean): void {
    const { mode } = this.#options
    this.#earlier.add(this.#used(), passed, (interaction) => this.#fresh.has(interaction), this.#identify)
    this.#unrefreshed.clear()
    if (mode === 'refresh') this.#cassette = this.#cassetteOf(this.#stored)
    else this.#cassette.rewind((interaction) => !this.#fresh.has(interaction) || this.#isUsable(interaction))
  }

  /** A refresh keeps this interaction as it is, for it could not be asked anew. */
  keepUnrefreshed(interaction: Interaction): void {
    this.#unrefreshed.add(interaction)
  }

  /** How many interactions a refresh has kept as they are. */
  get unrefreshed(): number {
    return this.#unrefreshed.size
  }

  /**
   * Adds a finished interaction, in memory and, at once, in the journal.
   *
   * @throws CassetteWriteError when no reader would take it: it is then nowhere, and spoils nothing else.
   */
  record(interaction: Interaction, key: string, slot: number): void {
    const issue = findIssue('interaction', interaction)
    if (issue !== undefined) throw this.#unreadable(interaction, issue)
    this.#fresh.add(interaction)
    this.#dirty = true
    this.#cassette.record(interaction, key, slot)
    if (this.#scans === undefined) this.#journals.append(interaction)
    else this.#scans.start(interaction, () => this.#journals.append(interaction))
  }

  #unreadable({ request }: Interaction, { path, message }: NonNullable<ReturnType<typeof findIssue>>): Error {
    const reason = `${jsonPath(path)}: ${message}\n  in ${request.method} ${request.url}`
    return new CassetteWriteError({ path: this.shown, reason, lost: 1, cannot: 'read' })
  }

  /** Resolves when everything that may be written has been looked at for secrets: call it before `close`. */
  async scanned(): Promise<void> {
    if (this.#scans !== undefined) this.#found = await this.#scans.find(this.interactions, this.#dirty)
  }

  /**
   * Writes what this attempt used, if that is allowed and anything changed.
   *
   * @throws UnsafeCassetteError when the scan found a secret: nothing is written, and what was recorded is forgotten.
   * @throws CassetteRecordingError when a passing failure was the last word on a request.
   * @throws CassetteWriteError when the disk refuses; what was recorded stays in the journal.
   */
  close(ending: Ending): Closed {
    if (!isRecording(this.#options.mode)) return { result: 'unchanged' }
    if (this.#found.length > 0) throw this.#forget()
    const { passed, again = false } = ending
    const { kept, failed } = this.#sift(ending)
    if (failed.length > 0) {
      this.#keep(kept)
      throw new CassetteRecordingError({
        cassette: this.shown,
        failed: failed.map((interaction) => this.#row(interaction)),
      })
    }
    // Until then the journal has it.
    if (passed && again) return { result: 'unchanged' }
    if (!passed && this.#existed) return this.#dirty ? this.#keep(kept) : { result: 'unchanged' }
    // A journal may be of a process that was killed while it wrote, and left more than it.
    const changed = this.#dirty || this.#journals.left.length > 0 || (passed && kept.length !== this.#cassette.size)
    if (!changed && this.#options.mode === 'record') return this.#done('unchanged')
    const wrote = this.#destination.save(kept, passed)
    if (wrote === undefined) return this.#keep(kept)
    if (wrote) this.#rewritten = { before: this.#stored, after: kept }
    return this.#done(wrote ? 'written' : 'unchanged')
  }

  /** The journal holds what was safe, and is worth nothing without the rest. */
  #forget(): UnsafeCassetteError {
    const { name } = this.#options.owner
    const error = new UnsafeCassetteError({ cassette: this.shown, ...(name && { test: name }), found: this.#found })
    this.#journals.removeOwn()
    this.#found = []
    this.#cassette.rewind((interaction) => !this.#fresh.has(interaction))
    return error
  }

  /** What this attempt has used: in `refresh` what was recorded anew, or could not be, in `record` also what was replayed. */
  #used(): Interaction[] {
    const played = this.#cassette.pack()
    if (this.#options.mode !== 'refresh') return played
    return played.filter((interaction) => this.#fresh.has(interaction) || this.#unrefreshed.has(interaction))
  }

  /** What all attempts have used: of one in the order it was asked, of several in that in which it was recorded. */
  #usedByAll(): Interaction[] {
    const used = this.#used()
    const all = new Set(this.#earlier.with(used, this.#identify))
    if (all.size === used.length) return used
    const held = new Set(this.interactions)
    // What a refresh has recorded before this attempt is held no more.
    return [...[...all].filter((one) => !held.has(one)), ...[...held].filter((one) => all.has(one))]
  }

  #sift({ unrecovered, ...ending }: Ending): ReturnType<typeof sift> {
    const { keepFailures, keyOf, isOutdated = never } = this.#options
    const used = this.#usedByAll()
    const isUsed = new Set(used)
    const attempt = {
      ...ending,
      used,
      // Not what a refresh has asked anew: that was played.
      unused: this.#cassette.unused().flatMap(({ interaction: one }) => (isUsed.has(one) ? [] : [one])),
      fresh: this.#fresh,
    }
    const all = afterAttempt(attempt, this.#identify, isOutdated)
    if (keepFailures) return { kept: all, failed: [] }
    return sift(all, this.#fresh, ({ request }) => keyOf(request), unrecovered)
  }

  /** A text that two interactions share when they answer the same request in the same lane. */
  readonly #identify = ({ lane, request }: Interaction): string => `${lane} ${this.#options.keyOf(request)}`

  #cassetteOf(interactions: readonly Interaction[]): Cassette {
    const { isOutdated = never, keyOf } = this.#options
    return new Cassette(interactions, keyOf, (interaction) => this.#fresh.has(interaction) || !isOutdated(interaction))
  }

  /** Whether what was recorded in this run may be replayed in it. */
  #isUsable(interaction: Interaction): boolean {
    return this.#options.keepFailures || !isTransientFailure(interaction)
  }

  #keep(interactions: readonly Interaction[]): Closed {
    const keptAt = this.#destination.keep(interactions)
    this.#journals.removeOwn()
    // The next refresh asks again what failed; a recording goes on where this one was.
    if (this.#options.mode === 'refresh') this.#journals.removeLeft()
    return interactions.length === 0 ? { result: 'unchanged' } : { result: 'kept', keptAt }
  }

  /** The journals have served only when what they hold is safe elsewhere. */
  #done(result: 'written' | 'unchanged'): Closed {
    this.#journals.removeOwn()
    this.#journals.removeLeft()
    return { result }
  }

  #row(interaction: Interaction): { readonly call: string; readonly outcome: string } {
    return { call: this.#options.callOf(interaction.request), outcome: outcomeText(interaction) }
  }
}

function never(): boolean {
  return false
}
