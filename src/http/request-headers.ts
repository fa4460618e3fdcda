import type { HeaderFields } from '../cassette/header-fields.ts'

const token = /^[\w!#$%&'*+.^`|~-]+$/
/** No control characters in it that no header has, and no blanks around it. */
const plain = /^(?![\t\r\n ])[^\0\r\n\u0100-\uffff]*(?<![\t ])$/
const blanks = /^[\t\r\n ]+|[\t\r\n ]+$/g

/**
 * The headers of a request, names in lower case and sorted as in `Headers`, which converts each text and takes ten times as
 * long.
 *
 * @see https://fetch.spec.whatwg.org/#concept-header-list
 */
export class RequestHeaders implements HeaderFields {
  readonly #fields = new Map<string, string>()

  /** The headers of a client that has checked them as `append` does, by names that differ in more than their case. */
  static checked(fields: Readonly<Record<string, string>>): RequestHeaders {
    const headers = new RequestHeaders()
    for (const name in fields) headers.#fields.set(name.toLowerCase(), fields[name]!)
    return headers
  }

  /** @throws TypeError for a name or a value that no header has. */
  append(name: string, value: string): void {
    const text = plain.test(value) ? value : value.replace(blanks, '')
    if (!token.test(name) || !plain.test(text)) throw new TypeError(`No header: ${name}`)
    const key = name.toLowerCase()
    const known = this.#fields.get(key)
    this.#fields.set(key, known === undefined ? text : `${known}${key === 'cookie' ? '; ' : ', '}${text}`)
  }

  get(name: string): string | null {
    return this.#fields.get(name.toLowerCase()) ?? null
  }

  has(name: string): boolean {
    return this.#fields.has(name.toLowerCase())
  }

  set(name: string, value: string): void {
    this.delete(name)
    this.append(name, value)
  }

  delete(name: string): void {
    this.#fields.delete(name.toLowerCase())
  }

  forEach(callback: (value: string, name: string) => void): void {
    for (const name of [...this.#fields.keys()].sort()) callback(this.#fields.get(name)!, name)
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    const lines: Array<[string, string]> = []
    this.forEach((value, name) => lines.push([name, value]))
    return lines[Symbol.iterator]()
  }
}
