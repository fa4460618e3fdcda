/**
 * Whether the running call comes from `http2.connect`. Told by the stack, because nothing else distinguishes its
 * sockets, and importing `node:http2` to patch it would load all of HTTP into every test process. By its call sites: the
 * text of a stack passes through Vitest, which looks up each line of it in source maps.
 */
export function isHttp2Connect(): boolean {
  const { getCallSites } = process.getBuiltinModule('node:util')
  return getCallSites(12).some(({ scriptName }) => scriptName === 'node:internal/http2/core')
}
