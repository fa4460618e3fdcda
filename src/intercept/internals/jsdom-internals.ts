import { like } from '../../util/like.ts'

/** The class behind `XMLHttpRequest`. All windows of one jsdom share it. Its methods get converted arguments. */
interface PageRequest {
  readonly _globalObject: { readonly document: { readonly baseURI: string } }
  open(method: string, url: string, isAsynchronous?: boolean, ...rest: unknown[]): void
}

/**
 * Calls back with each synchronous request that a page of jsdom opens. What the listener throws, the page gets.
 *
 * jsdom sends such a request in a thread or a process of its own, and the environment of the tests has loaded the parts for it
 * before any setup file. A jsdom that is loaded later starts a thread that is watched.
 */
export function onSynchronousRequest(listener: (method: string, url: URL) => void): void {
  if (!('XMLHttpRequest' in globalThis)) return
  for (const prototype of requestPrototypes()) {
    const { open } = prototype as { open: (this: PageRequest, ...args: Parameters<PageRequest['open']>) => void }
    prototype.open = like(open, function (this: PageRequest, ...args: Parameters<PageRequest['open']>) {
      const [method, url, isAsynchronous] = args
      const address = isAsynchronous === false ? URL.parse(url, this._globalObject.document.baseURI) : null
      if (address !== null) listener(method, address)
      return open.apply(this, args)
    })
  }
}

/** One for each copy of jsdom that this process has loaded. */
function requestPrototypes(): PageRequest[] {
  const { _cache: loaded } = process.getBuiltinModule('node:module') as unknown as {
    readonly _cache: Readonly<
      Record<string, { readonly exports: { readonly implementation: { prototype: PageRequest } } }>
    >
  }
  return Object.keys(loaded)
    .filter((file) => /[\\/]living[\\/]xhr[\\/]XMLHttpRequest-impl\.js$/.test(file))
    .map((file) => loaded[file]!.exports.implementation.prototype)
}
