import { streamOf, type GivenBody } from '../stream/body-source.ts'
import { responseOf } from './response-of.ts'

/**
 * An answer that a client is given. A `Response` is one. A whole body that is in memory stays bytes: to make a `Response` of
 * them and to read its stream takes longer than all other work on an answer.
 */
export interface GivenResponse extends Pick<Response, 'status' | 'statusText'> {
  /** Names and values. */
  readonly headers: Iterable<[string, string]>
  readonly body: GivenBody
}

/** The answer as a `Response`, for those who take no other form. */
export function asResponse(given: GivenResponse): Response {
  if ('clone' in given) return given as Response
  const { status, statusText, body } = given
  const isSource = body !== null && 'next' in body
  return responseOf(isSource ? streamOf(body) : (body as Response['body'] | Uint8Array<ArrayBuffer>), {
    status,
    statusText,
    headers: new Headers([...given.headers]),
  })
}
