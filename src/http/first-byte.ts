import { responseOf } from './response-of.ts'

/**
 * Waits for the first bytes of a response, and gives a response with the same body.
 *
 * @throws the error of a connection that fails before the first bytes.
 */
export async function withFirstByte(response: Response): Promise<Response> {
  if (response.body === null) return response
  const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader()
  const first = await reader.read()
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      if (first.done) controller.close()
      else controller.enqueue(first.value)
    },
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  const { status, statusText, headers } = response
  return responseOf(body, { status, statusText, headers })
}
