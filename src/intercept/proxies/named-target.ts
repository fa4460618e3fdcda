import type { Target } from '../../http/connection-target.ts'
import { targetOf } from '../../http/target.ts'
import type { UndiciRequest } from '../internals/undici-internals.ts'

/**
 * The target that the line of a request names by itself, as one to a proxy does; `undefined` for every other request.
 *
 * @param path as it is sent.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function namedTarget(method: string, path: string): Target | undefined {
  const address = method === 'CONNECT' ? `https://${path}` : path
  return isWholeAddress(address) && URL.canParse(address) ? targetOf(new URL(address)) : undefined
}

/** The target of a request of undici; `undefined` for one without an address. */
export function undiciTarget({ origin, method, path }: UndiciRequest): Target | undefined {
  if (origin === undefined || !URL.canParse(String(origin))) return undefined
  return namedTarget(method, path) ?? targetOf(new URL(origin))
}

/** Says whether the path of a request is a whole address, as in one to a proxy. */
export function isWholeAddress(path: string): boolean {
  return /^https?:/.test(path)
}
