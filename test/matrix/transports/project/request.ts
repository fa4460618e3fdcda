/** The request of a cell, independent of the client. */
export interface Asked {
  readonly method: string
  readonly body?: any
  /** Headers in addition to those that the client sets for the body. */
  readonly headers?: Record<string, string>
}

/** The answer in the app. */
export interface Got {
  readonly status: number
  /** Received headers, of those that apps read. */
  readonly headers: Record<string, string>
  readonly text: string
  /** The HTTP client of Node received `100 Continue`. */
  readonly continued?: boolean
}

/** One transport, with its function and its kinds of bodies. */
export interface Row {
  readonly name: string
  readonly origin: string
  readonly ask: (url: string, asked: Asked) => Promise<Got>
  readonly bodies: Readonly<Record<string, () => unknown>>
}

const read = ['content-type', 'etag', 'x-request-id', 'location', 'set-cookie', 'content-length', 'transfer-encoding']

/** The compared headers, from any form of a client. */
export function headersOf(given: any): Record<string, string> {
  const entries: Array<[string, any]> = read.map((name) => [
    name,
    typeof given.get === 'function' ? given.get(name) : given[name],
  ])
  return Object.fromEntries(
    entries.filter(([, value]) => value != null).map(([name, value]) => [name, [value].flat().join(', ')]),
  )
}

export const json = JSON.stringify({ text: 'é'.repeat(100) })
export const bytes = (): Uint8Array<ArrayBuffer> => Uint8Array.from({ length: 3000 }, (_, index) => index % 256)

/** Arguments of `fetch`, made with the classes of the environment. */
export const fetchBodies = {
  string: () => json,
  bytes,
  Blob: () => new Blob([bytes()], { type: 'audio/wav' }),
  FormData: () => {
    const form = new FormData()
    form.set('model', 'whisper-1')
    form.set('file', new File([bytes()], 'a.wav', { type: 'audio/wav' }))
    return form
  },
  URLSearchParams: () => new URLSearchParams({ a: 'b c', é: '&' }),
}
