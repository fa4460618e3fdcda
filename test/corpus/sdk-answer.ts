import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Token counts of an SDK; a count that it does not have is absent. */
export interface SdkUsage {
  readonly input: number
  readonly output: number
  readonly cached?: number
  readonly reasoning?: number
}

/** An SDK's reading of an answer, complete or not. */
export class SdkAnswer {
  text = ''
  usage: SdkUsage | undefined
  readonly #calls = new Map<unknown, { name: string; input: string }>()

  get toolCalls(): ReadonlyArray<{ readonly name: string; readonly input: string }> {
    return [...this.#calls.values()]
  }

  /** Begins a tool call or adds to its input. Each call has its own key. */
  call(key: unknown, name: string | undefined, input: string | undefined): void {
    const call = this.#calls.get(key)
    if (call === undefined) this.#calls.set(key, { name: name ?? '', input: input ?? '' })
    else call.input += input ?? ''
  }

  has(key: unknown): boolean {
    return this.#calls.has(key)
  }

  /** Stores the highest count: some streams repeat their counts. */
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

/** An answer of a provider. */
export interface SentBody {
  readonly url: URL
  /** Kind of its bytes: some recordings have no media type. */
  readonly contentType: string
  readonly bytes: Uint8Array
}

export type Reader = (body: SentBody, answer: SdkAnswer) => Promise<void>

/** Only `npm run matrix` installs the SDKs. */
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

/** A `fetch` that always returns this answer. */
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

/** The family for an address and a media type. */
export function familyOf({ url, contentType }: SentBody, among: readonly Family[]): Family | undefined {
  const address = `${url.host}${url.pathname}`
  return among.find(({ at, type }) => at.test(address) && type.test(contentType))
}
