import { basename, join } from 'node:path'
import { Cassette, type Taken } from '../core/cassette.ts'
import { isPassingFailure, outcomeText, sift } from '../core/hygiene.ts'
import type { Interaction, StoredRequest } from '../core/interaction.ts'
import { recover } from '../core/recover.ts'
import { isRecording, type Mode } from '../core/mode.ts'
import { CassetteRecordingError } from '../errors/cassette-recording-error.ts'
import { UnsafeCassetteError, type FoundSecret } from '../errors/unsafe-cassette-error.ts'
import { CassetteWriteError } from '../errors/cassette-write-error.ts'
import { findIssue } from '../format/check.ts'
import type { CassetteOwner } from '../format/document.ts'
import { jsonPath } from '../format/json-path.ts'
import { hasCassette, readCassette, readWholeCassette, saveCassette } from './cassette-file.ts'
import type { Closed, Ending, Rewritten } from './ending.ts'
import { InteractionScans } from './interaction-scans.ts'
import { Journal, leftJournals, removeJournals, type LeftJournal } from './journal.ts'
import { withLock } from './lock.ts'
import { lockPath, shownPath, workPath } from './paths.ts'
import type { Scan } from './scan.ts'
import { removeFile } from './write-file.ts'

export interface OpenCassetteOptions {
  readonly root: string
  /** Absolute path of the cassette. */
  readonly path: string
  /** Absolute folder of this cassette's journals. */
  readonly journals: string
  /** Absolute folder for the recording of a failing test. */
  readonly kept: string
  readonly owner: CassetteOwner
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
  readonly #journal: Journal
  /** What was in the file. */
  readonly #stored: readonly Interaction[]
  /** The journals that killed processes left. */
  #left: readonly LeftJournal[]
  /** Recorded by a process that was killed. */
  readonly #recovered: ReadonlySet<Interaction>
  /** Recorded in this run, by this process or by one that was killed. */
  readonly #fresh: Set<Interaction>
  /** Old answers that a refresh has given in this attempt, since the provider could not be reached. */
  readonly #unrefreshed = new Set<Interaction>()
  /** Something was recorded in this attempt, or taken from a journal: what is in memory is not all on the disk. */
  #dirty: boolean
  readonly #scans: InteractionScans | undefined
  #found: FoundSecret[] = []

  #rewritten: Rewritten | undefined
  readonly #unread: LeftJournal[] = []

  /** @throws CassetteFormatError when the file is there and cannot be understood. */
  constructor(options: OpenCassetteOptions) {
    this.#options = options
    this.#scans = options.scan && new InteractionScans(options.scan)
    this.shown = shownPath(options.root, options.path)
    const name = basename(options.path, '.json')
    const { redact = (interaction) => interaction } = options
    const loaded = this.#read()?.map(redact)
    this.#existed = loaded !== undefined
    this.#stored = loaded ?? []
    this.#journal = new Journal(workPath(options), options.journals, name, options.mode === 'refresh')
    this.#left = isRecording(options.mode) ? leftJournals(options.journals, name) : []
    const { interactions, recovered } = recover(
      this.#stored,
      this.#left.map(({ isRefresh, interactions }) => ({
        isRefresh: isRefresh || options.mode === 'refresh',
        interactions: interactions.map(redact).filter((one) => this.#isUsable(one)),
      })),
      ({ lane, request }) => `${lane} ${options.keyOf(request)}`,
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
    return this.#unread
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

  unused(): ReturnType<Cassette['unused']> {
    return this.#cassette.unused()
  }

  /**
   * Starts the next attempt of the test. A refresh asks everything again, what a killed one had asked included: its answer
   * may be why the attempt failed. A recording replays what the attempts before have paid for, but a failure is worth
   * another try.
   */
  rewind(): void {
    const { mode } = this.#options
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
    if (this.#scans === undefined) this.#append(interaction)
    else this.#scans.start(interaction, () => this.#append(interaction))
  }

  #unreadable({ request }: Interaction, { path, message }: NonNullable<ReturnType<typeof findIssue>>): Error {
    const reason = `${jsonPath(path)}: ${message}\n  in ${request.method} ${request.url}`
    return new CassetteWriteError({ path: this.shown, reason, lost: 1, cannot: 'read' })
  }

  /** Resolves when everything that may be written has been looked at for secrets: call it before `close`. */
  async scanned(): Promise<void> {
    if (this.#scans !== undefined) this.#found = await this.#scans.find(this.interactions, this.#dirty)
  }

  #append(interaction: Interaction): void {
    try {
      this.#journal.append(interaction)
    } catch {
      // The recording is still in memory; `close` reports what cannot be written.
    }
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
    const { passed } = ending
    const { kept, failed } = this.#sift(ending)
    if (failed.length > 0) {
      this.#keep(kept)
      throw new CassetteRecordingError({
        cassette: this.shown,
        failed: failed.map((interaction) => this.#row(interaction)),
      })
    }
    if (!passed && this.#existed) return this.#dirty ? this.#keep(kept) : { result: 'unchanged' }
    // A journal may be of a process that was killed while it wrote, and left more than it.
    const changed = this.#dirty || this.#left.length > 0 || (passed && kept.length !== this.#cassette.size)
    if (!changed && this.#options.mode === 'record') return this.#done('unchanged')
    const wrote = this.#save(kept, passed)
    if (wrote === undefined) return this.#keep(kept)
    removeFile(this.#keptPath)
    if (wrote) this.#rewritten = { before: this.#stored, after: kept }
    return this.#done(wrote ? 'written' : 'unchanged')
  }

  /** The journal holds what was safe, and is worth nothing without the rest. */
  #forget(): UnsafeCassetteError {
    const { name } = this.#options.owner
    const error = new UnsafeCassetteError({ cassette: this.shown, ...(name && { test: name }), found: this.#found })
    this.#journal.remove()
    this.#found = []
    this.#cassette.rewind((interaction) => !this.#fresh.has(interaction))
    return error
  }

  /**
   * @returns whether the file changed; `undefined` when a failing test must leave alone what another run has recorded
   *   since this one started.
   */
  #save(interactions: readonly Interaction[], passed: boolean): boolean | undefined {
    const { path, owner, journals } = this.#options
    return this.#write(path, () =>
      withLock(lockPath(journals, path), () =>
        passed || !hasCassette(path) ? saveCassette(path, owner, interactions) : undefined,
      ),
    )
  }

  /** In `refresh` only what was recorded anew counts, or could not be, in `record` also what was replayed. */
  #sift({ passed, complete, unrecovered }: Ending): ReturnType<typeof sift> {
    const played = this.#cassette.pack()
    const current =
      this.#options.mode === 'refresh'
        ? played.filter((one) => this.#fresh.has(one) || this.#unrefreshed.has(one))
        : played
    const unused = this.#cassette.unused().map(({ interaction }) => interaction)
    // A test that failed may not have come to what a killed recording paid for.
    const rest = unused.filter(
      (interaction) =>
        (!complete || (!passed && this.#fresh.has(interaction))) && !this.#isReplaced(interaction, current),
    )
    const all = [...current, ...rest]
    if (this.#options.keepFailures) return { kept: all, failed: [] }
    return sift(all, this.#fresh, ({ request }) => this.#options.keyOf(request), unrecovered)
  }

  /** Whether an interaction was too old, and its request was recorded again. */
  #isReplaced(interaction: Interaction, current: readonly Interaction[]): boolean {
    const { isOutdated, keyOf } = this.#options
    if (isOutdated?.(interaction) !== true) return false
    const nameOf = ({ lane, request }: Interaction): string => `${lane} ${keyOf(request)}`
    return current.some((one) => this.#fresh.has(one) && nameOf(one) === nameOf(interaction))
  }

  #cassetteOf(interactions: readonly Interaction[]): Cassette {
    const { isOutdated = (): boolean => false, keyOf } = this.#options
    return new Cassette(interactions, keyOf, (interaction) => this.#fresh.has(interaction) || !isOutdated(interaction))
  }

  /** Whether what was recorded in this run may be replayed in it. */
  #isUsable(interaction: Interaction): boolean {
    return this.#options.keepFailures || !isPassingFailure(interaction)
  }

  get #keptPath(): string {
    return join(this.#options.kept, basename(this.#options.path))
  }

  #keep(interactions: readonly Interaction[]): Closed {
    const path = this.#keptPath
    this.#write(path, () => saveCassette(path, this.#options.owner, interactions))
    this.#journal.remove()
    // The next refresh asks again what failed; a recording goes on where this one was.
    if (this.#options.mode === 'refresh') this.#removeLeft()
    return interactions.length === 0
      ? { result: 'unchanged' }
      : { result: 'kept', keptAt: shownPath(this.#options.root, path) }
  }

  #write<T>(path: string, write: () => T): T {
    try {
      return write()
    } catch (cause) {
      const { root } = this.#options
      const journal = [this.#journal.path, ...this.#left.map(({ path }) => path)].find((file) => hasCassette(file))
      throw new CassetteWriteError(
        {
          path: shownPath(root, path),
          reason: (cause as Error).message,
          lost: this.#journal.missing,
          ...(journal !== undefined && { journal: shownPath(root, journal) }),
        },
        { cause },
      )
    }
  }

  /** The journals have served only when what they hold is safe elsewhere. */
  #done(result: 'written' | 'unchanged'): Closed {
    this.#journal.remove()
    this.#removeLeft()
    return { result }
  }

  #removeLeft(): void {
    this.#unread.push(...removeJournals(this.#left))
    this.#left = []
  }

  #row(interaction: Interaction): { readonly call: string; readonly outcome: string } {
    return { call: this.#options.callOf(interaction.request), outcome: outcomeText(interaction) }
  }
}
