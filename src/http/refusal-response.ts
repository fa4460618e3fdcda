import { findProvider } from '../providers/find-provider.ts'

/**
 * The answer to a refused request, in the one shape that makes every SDK stop at its first attempt and show our text.
 *
 * The status is 400, because some SDK retries every other status. The OpenAI family reads `x-should-retry`, and AWS reads
 * `x-amzn-errortype`. `error.code` is a number, because some SDKs reject a string. The clients of Ollama and Hugging Face
 * show `error` only when it is a string.
 *
 * @param isWhole the text is the whole message instead of its first line, for a request that no test can fail for.
 */
export function refusalResponse(url: URL, error: Error, isWhole: boolean = false): Response {
  const message = isWhole ? `${error.name}: ${error.message}` : firstLine(error)
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

/**
 * The same for a client of gRPC, which reads nothing but the trailers.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export function grpcRefusal(error: Error): Response {
  return new Response(null, {
    headers: {
      'content-type': 'application/grpc',
      // FAILED_PRECONDITION: no client tries again.
      'grpc-status': '9',
      'grpc-message': encodeURIComponent(firstLine(error)),
    },
  })
}

/** The test fails with the whole page, so the app gets its first line. */
function firstLine({ name, message }: Error): string {
  return `${name}: ${message.split('\n', 1)[0]}`
}
