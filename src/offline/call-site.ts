import { appLine, callSite, type CallSite } from '../util/app-frames.ts'

/**
 * Remembers the lines of the app that made its requests and connections. By the time one is refused, the app is no
 * longer on the stack.
 */
export class CallSites {
  readonly #places = new WeakMap<object, CallSite>()

  /** Remembers the line that runs now as the one that made `subject`. */
  remember(subject: object): void {
    this.#places.set(subject, callSite())
  }

  /** Remembers for `subject` the line that is remembered for `origin`. */
  copy(origin: object, subject: object): void {
    const place = this.#places.get(origin)
    if (place !== undefined) this.#places.set(subject, place)
  }

  /** The line of the app that made the first of these that is known, as a line of a stack. */
  lineOf(...subjects: ReadonlyArray<object | null | undefined>): string | undefined {
    for (const subject of subjects) {
      const place = subject == null ? undefined : this.#places.get(subject)
      const line = place && appLine(place)
      if (line !== undefined) return line
    }
    return undefined
  }
}
