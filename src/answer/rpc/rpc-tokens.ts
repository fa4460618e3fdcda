import { bufferOf } from '../../body/bytes-of.ts'
import { parseRpcMessage, type RpcId, type RpcMessage } from '../../providers/wire/json-rpc.ts'

/** The name of a request in an answer: its id, or the token of its progress. */
export interface RpcToken {
  readonly kind: 'id' | 'progressToken'
  readonly name: RpcId
  /** The bytes of the name, as JSON. */
  readonly from: number
  readonly to: number
  /** The bytes of the line of its message. */
  readonly line: readonly [from: number, to: number]
}

/** Finds the names of requests in the bytes of an answer, which is a message, or a stream of events with one in each. */
export function rpcTokens(bytes: Uint8Array, isStream: boolean): RpcToken[] {
  // A character is a byte, so that places in the text are places in the bytes.
  const text = bufferOf(bytes).toString('latin1')
  if (!isStream) return tokensOf(text, 0)
  return [...text.matchAll(/^data: ?(.*)$/gm)].flatMap(({ 0: line, 1: data = '', index }) =>
    tokensOf(data, index + line.length - data.length),
  )
}

function tokensOf(text: string, at: number): RpcToken[] {
  const message = parseRpcMessage(text)
  if (message === undefined) return []
  const kind = kindOf(message)
  const found = kind && placeOf(text, kind, message)
  if (found === undefined) return []
  return [{ ...found, from: at + found.from, to: at + found.to, line: [at, at + text.length] }]
}

/** An answer has the id of its request. A request of the server has an id of its own. */
function kindOf({ method, id, progressToken }: RpcMessage): RpcToken['kind'] | undefined {
  if (method === undefined) return id === undefined ? undefined : 'id'
  return method === 'notifications/progress' && progressToken !== undefined ? 'progressToken' : undefined
}

/** A name that no message has. */
const mark = '"\\u0000"'

function placeOf(
  text: string,
  kind: RpcToken['kind'],
  message: RpcMessage,
): Pick<RpcToken, 'kind' | 'name' | 'from' | 'to'> | undefined {
  const fields = new RegExp(`("${kind}"\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"|-?\\d[\\d.eE+-]*)`, 'g')
  for (const { 0: whole, 1: head = '', index } of text.matchAll(fields)) {
    const [from, to] = [index + head.length, index + whole.length]
    // A result may hold a field of the same name.
    const changed = parseRpcMessage(text.slice(0, from) + mark + text.slice(to))
    if (changed?.[kind] === '\u0000') return { kind, name: message[kind]!, from, to }
  }
  return undefined
}
