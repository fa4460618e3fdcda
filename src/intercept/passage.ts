import { AsyncLocalStorage } from 'node:async_hooks'

/** The permission to open one connection past interception. */
interface Pass {
  isUsed: boolean
}

/** Lets the live call of a client open its connection past interception. The permission belongs to an async context. */
export class Passage {
  readonly #own = new AsyncLocalStorage<true>()
  readonly #passes = new AsyncLocalStorage<Pass>()

  /**
   * Runs a callback that may open one connection past interception, at once or later.
   *
   * @returns ends the permission: a live call may have had a connection already.
   */
  open(callback: () => void): () => void {
    const pass: Pass = { isUsed: false }
    this.#passes.run(pass, callback)
    return () => void (pass.isUsed = true)
  }

  /** Runs a live call of our own. All its requests go past interception. */
  own<T>(call: () => T): T {
    return this.#own.run(true, call)
  }

  /** Whether a live call of our own runs now. */
  get isOwn(): boolean {
    return this.#own.getStore() === true
  }

  /** Says whether the connection that is opened now may go past interception: once for each permission. */
  take(): boolean {
    if (this.isOwn) return true
    const pass = this.#passes.getStore()
    if (pass === undefined || pass.isUsed) return false
    pass.isUsed = true
    return true
  }
}
