/**
 * Whether the running call comes from `http2.connect`. Told by the stack, because nothing else distinguishes its
 * sockets, and importing `node:http2` to patch it would load all of HTTP into every test process.
 */
export function isHttp2Connect(): boolean {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 12
  const holder: { stack?: string } = {}
  Error.captureStackTrace(holder, isHttp2Connect)
  Error.stackTraceLimit = stackTraceLimit
  return holder.stack?.includes('node:internal/http2/core') ?? false
}
