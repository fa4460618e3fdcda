type Open = (this: unknown, method: string, url: string | URL, ...rest: unknown[]) => void

interface Rules {
  isRecordable(method: string, url: URL): boolean
  /** Fails the test of the request. */
  fail(method: string, url: URL): Error
}

const watched = new WeakSet<object>()

/**
 * Refuses synchronous requests of an emulated page to providers: jsdom and happy-dom send them in a thread or a process that
 * they may have loaded the parts for before any setup file.
 */
export function refuseSynchronousXhr(rules: Rules): void {
  const { XMLHttpRequest: Class, location } = globalThis as {
    XMLHttpRequest?: { readonly prototype: { open: Open } }
    location?: { readonly href: string }
  }
  const prototype = Class?.prototype
  if (prototype === undefined || watched.has(prototype)) return
  watched.add(prototype)
  const { open } = prototype
  prototype.open = function (method, url, ...rest) {
    const isSynchronous = rest.length > 0 && rest[0] !== undefined && !rest[0]
    const address = isSynchronous ? URL.parse(String(url), location?.href) : null
    if (address !== null && rules.isRecordable(method, address)) throw rules.fail(method, address)
    return open.call(this, method, url, ...rest)
  }
}
