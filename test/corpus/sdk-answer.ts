import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What an SDK says of tokens; what it does not count is absent. */
export interface SdkUsage {
  readonly input: number
  readonly output: number
  readonly cached?: number
  readonly reasoning?: number
}

/** What an SDK makes of an answer, as far as it has come. */
export class SdkAnswer {
  text = ''
  usage: SdkUsage | undefined
  readonly #calls = new Map<unknown, { name: string; input: string }>()

  get toolCalls(): ReadonlyArray<{ readonly name: string; readonly input: string }> {
    return [...this.#calls.values()]
  }

  /** Begins a tool call, or adds to its input; each has a key of its own. */
  call(key: unknown, name: string | undefined, input: string | undefined): void {
    const call = this.#calls.get(key)
    if (call === undefined) this.#calls.set(key, { name: name ?? '', input: input ?? '' })
    else call.input += input ?? ''
  }

  has(key: unknown): boolean {
    return this.#calls.has(key)
  }

  /** Streams repeat their counts, and some say each once only: the highest is kept. */
  count(
    input: number | null | undefined,
    output: number | null | undefined,
    more: { readonly cached?: number | null | undefined; readonly reasoning?: number | null | undefined } = {},
  ): void {
    const before = this.usage
    const highest = (name: 'cached' | 'reasoning'): object =>
      typeof more[name] === 'number' || before?.[name] !== undefined
        ? { [name]: Math.max(before?.[name] ?? 0, more[name] ?? 0) }
        : {}
    this.usage = {
      input: Math.max(before?.input ?? 0, input ?? 0),
      output: Math.max(before?.output ?? 0, output ?? 0),
      ...highest('cached'),
      ...highest('reasoning'),
    }
  }
}

/** An answer as a provider sent it. */
export interface SentBody {
  readonly url: URL
  /** What its bytes are: not every recording has kept the header that says so. */
  readonly contentType: string
  readonly bytes: Uint8Array
}

export type Reader = (body: SentBody, answer: SdkAnswer) => Promise<void>

/** The SDKs are installed for the matrix only, by `npm run matrix`. */
const matrix = createRequire(join(import.meta.dirname, '../matrix/package.json'))

/** Whether an SDK is installed. */
export function isInstalled(name: string): boolean {
  try {
    matrix.resolve(name)
    return true
  } catch {
    return false
  }
}

/** Loads an SDK. */
export async function sdk(name: string): Promise<any> {
  return import(pathToFileURL(matrix.resolve(name)).href)
}

/** A `fetch` that gives this answer, whatever it is asked. */
export const fetchOf = (body: SentBody) => (): Promise<Response> =>
  Promise.resolve(
    new Response(body.bytes as Uint8Array<ArrayBuffer>, { headers: { 'content-type': body.contentType } }),
  )

/** Answers of one format, with the SDK that reads them. */
export interface Family {
  readonly family: string
  readonly sdk: string
  readonly at: RegExp
  readonly type: RegExp
  readonly read: Reader
}

/** The family whose address and media type a body has. */
export function familyOf({ url, contentType }: SentBody, among: readonly Family[]): Family | undefined {
  const address = `${url.host}${url.pathname}`
  return among.find(({ at, type }) => at.test(address) && type.test(contentType))
}
