import type { CloseListener, LiveTerms } from '../../answer/call.ts'
import type { OwnDelivery } from '../../stream/delivery.ts'
import { AnswerCopy } from './answer-copy.ts'

/** Names and values in turn. */
export type RawHeaders = ReadonlyArray<Buffer | string>

/** The client of a live call, as the answer is handed to it. */
export interface AnswerReceiver {
  head(status: number, headers: RawHeaders, statusText: string): void
  data(piece: Buffer): void
  end(trailers?: RawHeaders): void
  fail(error: Error): void
  /** Resolves when the client takes more; `undefined` when it does now. */
  ready?(): Promise<void> | undefined
}

/** A live call whose answer is relayed. */
export interface RelayedCall {
  readonly method: string
  readonly client: AnswerReceiver
  readonly terms: LiveTerms
  /** Aborted when the client has ended the request. */
  readonly left: AbortSignal
  readonly whenClosed: (listener: CloseListener) => void
  /** Ends the live call. */
  readonly abort: (reason: Error) => void
  /** Runs the code of the client where the client made its request, and not where its connection was opened. */
  readonly inClient: (call: () => void) => void
}

/**
 * Hands the answer of a live call to its client part by part, each in its turn, and makes a copy. The copy goes on when the
 * client has left, until the signal ends the call.
 */
export class AnswerRelay {
  readonly #call: RelayedCall
  readonly #copy = new AnswerCopy()
  #holdsBack: boolean
  #heldHead: Parameters<AnswerReceiver['head']> | undefined
  #isOver = false
  #hasLeft = false
  /** Resolves when the client has been handed all that came. */
  #waiting: Promise<void> | undefined
  /** The pieces that have come in this turn. Clients read them as one. */
  #pieces: Buffer[] | undefined

  constructor(call: RelayedCall) {
    const { terms, whenClosed } = call
    this.#call = call
    this.#holdsBack = terms.holdsBack && !terms.signal.aborted
    whenClosed((...closed) => {
      this.#hasLeft = true
      terms.delivery.leave()
      this.#copyPieces()
      this.#copy.leave(() => terms.left(...closed))
    })
    terms.signal.addEventListener('abort', this.#stop, { once: true })
  }

  /** A copy of the answer; rejects with an error that comes before it. */
  get response(): Promise<Response> {
    return this.#copy.response
  }

  head(...head: Parameters<AnswerReceiver['head']>): void {
    if (!this.#holdsBack) this.#giveHead(head)
    else if (head[0] >= 200) this.#heldHead = head
  }

  data(piece: Buffer): void {
    this.#release()
    const isFirst = this.#pieces === undefined
    if (isFirst) queueMicrotask(() => this.#copyPieces())
    // The client may change its piece.
    ;(this.#pieces ??= []).push(Buffer.from(piece))
    this.#toClient(isFirst ? 'piece' : undefined, () => this.#call.client.data(piece))
  }

  end(trailers?: RawHeaders): void {
    this.#release()
    this.#finish()
    this.#copy.end()
    this.#toClient('end', () => this.#call.client.end(trailers))
  }

  /** The call fails. The client is not told of an error that is held back. */
  fail(error: Error): void {
    if (this.#isOver) return
    this.#finish()
    this.#copy.fail(error)
    if (!this.#holdsBack) this.#toClient('end', () => this.#call.client.fail(error))
  }

  ready(): Promise<void> | undefined {
    const { left, client } = this.#call
    if (left.aborted || this.#hasLeft || this.#holdsBack) return undefined
    return this.#waiting?.then(() => client.ready?.()) ?? client.ready?.()
  }

  readonly #stop = (): void => {
    const { terms, abort } = this.#call
    const reason = terms.signal.reason as Error
    this.#holdsBack = false
    abort(reason)
    this.fail(reason)
  }

  #copyPieces(): void {
    if (this.#pieces !== undefined) this.#copy.data(Buffer.concat(this.#pieces))
    this.#pieces = undefined
  }

  #finish(): void {
    this.#isOver = true
    this.#copyPieces()
    this.#call.terms.signal.removeEventListener('abort', this.#stop)
  }

  #release(): void {
    const head = this.#heldHead
    this.#holdsBack = false
    this.#heldHead = undefined
    if (head !== undefined) this.#giveHead(head)
  }

  #giveHead([status, headers, statusText]: Parameters<AnswerReceiver['head']>): void {
    const { client, method } = this.#call
    // The client may change its headers, and may leave at them.
    if (status >= 200) this.#copy.head(status, statusText, headers, method)
    this.#toClient('head', () => client.head(status, headers, statusText))
  }

  #toClient(part: Parameters<OwnDelivery['handOver']>[0] | undefined, call: () => void): void {
    const { left, terms, inClient } = this.#call
    const { delivery } = terms
    const give = (): void => {
      if (left.aborted || this.#hasLeft) return
      if (part !== undefined) delivery.handOver(part)
      inClient(call)
    }
    const turn = this.#waiting === undefined ? delivery.turn() : this.#waiting.then(() => delivery.turn())
    if (turn === undefined) return give()
    const given = turn.then(give).finally(() => {
      if (this.#waiting === given) this.#waiting = undefined
    })
    this.#waiting = given
  }
}
