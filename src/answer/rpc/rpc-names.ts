import type { StoredRequest } from '../../cassette/interaction.ts'
import { rpcMessage, type RpcId } from '../../providers/wire/json-rpc.ts'
import type { RpcToken } from './rpc-tokens.ts'

/** The names of requests in a recording, and those that the requests of this run have in their place. */
export class RpcNames {
  readonly #asked = new Map<string, RpcId>()
  readonly #waiting = new Map<string, PromiseWithResolvers<void>>()

  /** The test has made a request. */
  note(recorded: StoredRequest, asked: StoredRequest): void {
    const [before, now] = [rpcMessage(recorded.body), rpcMessage(asked.body)]
    // An answer of the client has the id that the server gave.
    if (before?.method === undefined || now === undefined) return
    for (const kind of ['id', 'progressToken'] as const) {
      const [name, other] = [before[kind], now[kind]]
      if (name === undefined || other === undefined) continue
      const key = keyOf({ kind, name })
      this.#asked.set(key, other)
      this.#waiting.get(key)?.resolve()
    }
  }

  /** Waits until the test has made the request with a recorded name. */
  whenAsked(token: RpcToken): Promise<void> | undefined {
    const key = keyOf(token)
    if (this.#asked.has(key)) return undefined
    const waiting = this.#waiting.get(key) ?? Promise.withResolvers<void>()
    this.#waiting.set(key, waiting)
    return waiting.promise
  }

  /** A piece of an answer, with the names of this run in place of the recorded ones. */
  renamed(piece: Uint8Array, at: number, tokens: readonly RpcToken[]): Uint8Array {
    const parts: Uint8Array[] = []
    let next = 0
    for (const token of tokens) {
      const asked = this.#asked.get(keyOf(token))
      const [from, to] = [token.from - at, Math.min(token.to - at, piece.byteLength)]
      if (asked === undefined || asked === token.name || to <= 0 || from >= piece.byteLength) continue
      parts.push(piece.subarray(next, Math.max(from, 0)))
      // The piece with the beginning of a name gets the whole of the other one.
      if (from >= 0) parts.push(Buffer.from(JSON.stringify(asked)))
      next = to
    }
    return parts.length === 0 ? piece : Buffer.concat([...parts, piece.subarray(next)])
  }
}

function keyOf({ kind, name }: Pick<RpcToken, 'kind' | 'name'>): string {
  return `${kind} ${JSON.stringify(name)}`
}
