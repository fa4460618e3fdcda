import type { Interaction, StoredRequest } from '../../cassette/interaction.ts'
import { CassetteWriteError } from '../../errors/cassette-write-error.ts'
import { UnsafeCassetteError, type FoundSecret } from '../../errors/unsafe-cassette-error.ts'
import { findIssue } from '../../format/find-issue.ts'
import { jsonPath } from '../../format/place.ts'
import { InteractionScans } from '../interaction-scans.ts'
import type { Journals } from '../journal/journals.ts'
import type { OpenCassetteOptions } from '../open-cassette-options.ts'
import { WriteCheck } from './write-check.ts'

/** The interactions that a run adds to a cassette: those that this process has recorded, and those that a killed one has left. */
export class NewInteractions {
  readonly #shown: string
  readonly #owner: OpenCassetteOptions['owner']
  readonly #journals: Journals
  readonly #all: Set<Interaction>
  readonly #check: WriteCheck
  readonly #scans: InteractionScans | undefined
  #found: FoundSecret[] = []
  /** Some interactions are not in the file. */
  #isDirty: boolean

  /**
   * @param shown the path of the cassette for people.
   * @param recovered the interactions that a killed process has recorded.
   */
  constructor(
    { path, mode, owner, scan }: OpenCassetteOptions,
    shown: string,
    journals: Journals,
    recovered: ReadonlySet<Interaction>,
  ) {
    this.#shown = shown
    this.#owner = owner
    this.#journals = journals
    this.#all = new Set(recovered)
    this.#isDirty = recovered.size > 0
    this.#check = new WriteCheck(path, mode === 'refresh')
    this.#scans = scan && new InteractionScans(scan)
  }

  get all(): ReadonlySet<Interaction> {
    return this.#all
  }

  get isDirty(): boolean {
    return this.#isDirty
  }

  /** The scan has found a secret. */
  get isUnsafe(): boolean {
    return this.#found.length > 0
  }

  readonly has = (interaction: Interaction): boolean => this.#all.has(interaction)

  /**
   * Adds a finished interaction in memory.
   *
   * @throws CassetteWriteError when the interaction is not valid. It is not added then.
   */
  add(interaction: Interaction): void {
    const issue = findIssue('interaction', interaction)
    if (issue !== undefined) throw this.#unreadable(interaction, issue)
    this.#all.add(interaction)
    this.#check.add(interaction)
    this.#isDirty = true
  }

  /** Adds it to the journal, as soon as the scan has found no secret in it. */
  journal(interaction: Interaction): void {
    if (this.#scans === undefined) this.#journals.append(interaction)
    else this.#scans.start(interaction, () => this.#journals.append(interaction))
  }

  /** The error of a call whose recording could not be written; `undefined` when it could. */
  unwritable(request: StoredRequest): CassetteWriteError | undefined {
    const problem = this.#check.problemWith(request)
    return problem && new CassetteWriteError({ path: this.#shown, lost: 0, ...problem })
  }

  /** Resolves when those that may be written are scanned for secrets, with the older ones that are written with them. */
  async scanned(interactions: readonly Interaction[]): Promise<void> {
    if (this.#scans !== undefined) this.#found = await this.#scans.find(interactions, this.#isDirty)
  }

  /** Forgets what the scan has found. The journal holds only the safe ones and is useless without the others. */
  forget(): UnsafeCassetteError {
    const { name } = this.#owner
    const error = new UnsafeCassetteError({ cassette: this.#shown, ...(name && { test: name }), found: this.#found })
    this.#journals.removeOwn()
    this.#found = []
    return error
  }

  #unreadable({ request }: Interaction, { path, message }: NonNullable<ReturnType<typeof findIssue>>): Error {
    const reason = `${jsonPath(path)}: ${message}\n  in ${request.method} ${request.url}`
    return new CassetteWriteError({ path: this.#shown, reason, lost: 1, cannot: 'read' })
  }
}
