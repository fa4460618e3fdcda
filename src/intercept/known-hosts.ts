import type { Caller } from '../session/caller.ts'

type Attempt = Caller['attempt']

/**
 * Remembers the hosts that a test has asked as providers: from then on all its requests to such a host count, as its polls
 * and lists of models. A test knows the hosts of its file's hooks too, and no others: so a replay decides as the recording.
 */
export class KnownHosts {
  readonly #ofAttempts = new WeakMap<Attempt, Set<string>>()
  readonly #ofFiles = new Map<string, Set<string>>()

  add(host: string, caller: Caller | undefined): void {
    if (caller === undefined) return
    const { attempt } = caller
    const { file, name } = attempt.test.owner
    const hosts = this.#ofAttempts.get(attempt) ?? new Set()
    this.#ofAttempts.set(attempt, hosts.add(host))
    if (name === undefined) this.#ofFiles.set(file, hosts)
  }

  has(host: string, caller: Caller | undefined): boolean {
    if (caller === undefined) return false
    const { attempt } = caller
    return [this.#ofAttempts.get(attempt), this.#ofFiles.get(attempt.test.owner.file)].some((hosts) => hosts?.has(host))
  }
}
