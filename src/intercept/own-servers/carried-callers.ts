import type { Caller } from '../../session/caller.ts'

/** Callers under names that fit into a header. */
export class CarriedCallers {
  readonly #callers = new Map<string, WeakRef<Caller>>()
  readonly #tokens = new WeakMap<Caller, string>()
  #count = 0

  tokenOf(caller: Caller): string {
    let token = this.#tokens.get(caller)
    if (token === undefined) {
      token = `${process.pid}-${++this.#count}`
      this.#tokens.set(caller, token)
      this.#callers.set(token, new WeakRef(caller))
    }
    return token
  }

  /** `undefined` for a name that another process has given, and for a caller that is gone. */
  callerOf(token: string): Caller | undefined {
    return this.#callers.get(token)?.deref()
  }
}
