import { bufferOf } from '../../body/bytes-of.ts'
import type { Interaction, StoredRequest } from '../../cassette/interaction.ts'
import { addressOf, asksForEvents } from '../../providers/mcp.ts'
import { rpcMessage } from '../../providers/wire/json-rpc.ts'
import type { DeliveryGates } from '../../stream/delivery-gates.ts'
import { RpcNames } from './rpc-names.ts'
import { rpcTokens, type RpcToken } from './rpc-tokens.ts'

/** A request of a test, and the interaction that answers it. */
export interface AnsweredRequest {
  readonly request: StoredRequest
  readonly interaction?: Interaction
}

/** The parts of an answer that JSON-RPC changes. */
export interface GivenAnswer {
  readonly bytes: Uint8Array
  readonly gates: DeliveryGates | undefined
}

/** The answers to the requests of one address that come on a stream of their own. */
interface OpenStream {
  readonly address: string
  readonly names: RpcNames
}

/**
 * Gives the recorded answers of MCP to the requests of this run. An answer names its request by an id that the client has
 * chosen. On a stream that is open beside the requests, it waits for the request that it belongs to.
 */
export class RpcAnswers {
  readonly #streams = new Set<OpenStream>()

  /** A test has made a request that a recorded interaction answers. */
  asked({ request, interaction }: AnsweredRequest): void {
    if (interaction === undefined || this.#streams.size === 0) return
    const address = addressOf(request.url)
    for (const stream of this.#streams) if (stream.address === address) stream.names.note(interaction.request, request)
  }

  /**
   * The answer as the client of this run must get it.
   *
   * @param earlier requests of the same test.
   */
  give(
    { request, interaction }: Required<AnsweredRequest>,
    answer: GivenAnswer,
    earlier: Iterable<AnsweredRequest>,
  ): GivenAnswer {
    if (asksForEvents(interaction.request) && isStream(interaction))
      return this.#giveStream(interaction, answer, earlier)
    const before = rpcMessage(interaction.request.body)
    if (before === undefined) return answer
    const now = rpcMessage(request.body)
    if (before.id === now?.id && before.progressToken === now?.progressToken) return answer
    const streams = isStream(interaction)
    const tokens = rpcTokens(answer.bytes, streams)
    const names = new RpcNames()
    names.note(interaction.request, request)
    return streams
      ? { ...answer, gates: rpcGates(answer.gates, names, tokens) }
      : { ...answer, bytes: names.renamed(answer.bytes, 0, tokens) }
  }

  #giveStream({ request }: Interaction, answer: GivenAnswer, earlier: Iterable<AnsweredRequest>): GivenAnswer {
    const tokens = rpcTokens(answer.bytes, true)
    if (tokens.length === 0) return answer
    const stream = { address: endpointOf(answer.bytes, request.url), names: new RpcNames() }
    for (const { request: asked, interaction } of earlier)
      if (interaction !== undefined && addressOf(asked.url) === stream.address)
        stream.names.note(interaction.request, asked)
    this.#streams.add(stream)
    return { ...answer, gates: rpcGates(answer.gates, stream.names, tokens) }
  }
}

/** Holds each message back until its request is there, beside the gates of the recorded order. */
function rpcGates(gates: DeliveryGates | undefined, names: RpcNames, tokens: readonly RpcToken[]): DeliveryGates {
  return {
    async piece(index, from = 0, to = 0) {
      await gates?.piece(index, from, to)
      for (const token of tokens) if (token.line[0] < to && token.line[1] > from) await names.whenAsked(token)
    },
    end: () => gates?.end(),
    bytes: (piece, at) => names.renamed(piece, at, tokens),
  }
}

/**
 * The address for the requests whose answers come on a stream. The older transport of MCP names it in a first event.
 *
 * @see https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse
 */
function endpointOf(bytes: Uint8Array, url: string): string {
  const text = bufferOf(bytes).toString()
  const endpoint = /^event: ?endpoint\r?\ndata: ?(.*)$/m.exec(text)?.[1]?.trim() ?? ''
  return addressOf(URL.canParse(endpoint, url) ? new URL(endpoint, url).href : url)
}

function isStream({ response }: Interaction): boolean {
  return /^text\/event-stream\b/i.test([response?.headers?.['content-type'] ?? ''].flat()[0] ?? '')
}
