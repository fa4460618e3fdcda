import type { StoredBody } from '../../cassette/stored-body.ts'
import { isRecord } from '../../util/same-value.ts'

/** The id of a request, which its answer repeats. */
export type RpcId = string | number

/**
 * A message of JSON-RPC, as MCP sends it.
 *
 * @see https://www.jsonrpc.org/specification
 */
export interface RpcMessage {
  /** Absent in an answer. */
  readonly method?: string
  readonly id?: RpcId
  /** The token that a request asks for its progress under, or the one of a notification. */
  readonly progressToken?: RpcId
}

/** The message in the body of a request; `undefined` for another body, and for a batch. */
export function rpcMessage(body: StoredBody | undefined): RpcMessage | undefined {
  return body !== undefined && 'json' in body ? messageOf(body.json) : undefined
}

/** The message in a JSON text; `undefined` for another text. */
export function parseRpcMessage(text: string): RpcMessage | undefined {
  if (!text.includes('"jsonrpc"')) return undefined
  try {
    return messageOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

function messageOf(value: unknown): RpcMessage | undefined {
  if (!isRecord(value) || value['jsonrpc'] !== '2.0') return undefined
  const { method, id, params } = value
  const { _meta: meta, progressToken: own } = isRecord(params) ? params : {}
  const progressToken = own ?? (isRecord(meta) ? meta['progressToken'] : undefined)
  return {
    ...(typeof method === 'string' && { method }),
    ...(isId(id) && { id }),
    ...(isId(progressToken) && { progressToken }),
  }
}

function isId(value: unknown): value is RpcId {
  return typeof value === 'string' || typeof value === 'number'
}

/** Paths to the fields of a message that name it, and that do not count. */
export function rpcNames({ method }: RpcMessage): readonly string[] {
  const names = ['id', 'params._meta', 'result._meta']
  return method === 'notifications/cancelled' ? [...names, 'params.requestId'] : names
}
