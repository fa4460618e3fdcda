import { findProvider } from '../providers/find-provider.ts'

/**
 * The answer to a request that must not be answered: the one shape that makes every SDK stop at its first attempt and
 * show our text.
 *
 * Status 400 because everything else is retried by some SDK; `x-should-retry` for the OpenAI family and
 * `x-amzn-errortype` for AWS; `error.code` is a number because some SDKs reject a string; ollama's and Hugging Face's
 * clients show `error` only when it is a string.
 */
export function refusalResponse(url: URL, message: string): Response {
  const body =
    findProvider(url)?.refusal === 'text'
      ? { error: message, message }
      : {
          type: 'error',
          error: { type: 'invalid_request_error', message, code: 400, status: 'FAILED_PRECONDITION', param: null },
          message,
          detail: message,
        }
  return Response.json(body, {
    status: 400,
    headers: { 'x-should-retry': 'false', 'x-amzn-errortype': 'ValidationException' },
  })
}
