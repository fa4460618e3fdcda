import type { Document, Node, ScalarTag } from 'yaml'
import { RecordingFault } from './recording.ts'

/** Keys of values that a tool parsed and stored as YAML in place of the body. They become JSON text again. */
const parsedKeys: ReadonlySet<string> = new Set(['parsed_body', 'textJSON'])

/** The words of a document, independent of the types that YAML versions give to plain words. */
export type YamlData = string | null | Uint8Array | YamlData[] | { [key: string]: YamlData }

type Yaml = typeof import('yaml')

/**
 * The data of a YAML document. Scalars are the texts as written: PyYAML writes the string `0189` without quotes, and newer
 * versions of YAML take it for a number. Binary scalars are bytes. Tags of programming languages are ignored, so a document
 * cannot run code. The value of a key that holds a parsed body is its JSON text.
 *
 * @throws RecordingFault with line and column when the text is not YAML.
 */
export function yamlData(text: string, yaml: Yaml): YamlData {
  const document = yaml.parseDocument(text, {
    logLevel: 'silent',
    uniqueKeys: false,
    stringKeys: false,
    customTags: (tags) => ['binary', { ...(binary as ScalarTag) }, ...tags],
  })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 }
    throw new RecordingFault(`line ${line}, column ${col}`, error.message.split('\n', 1)[0]!.replace(/ at line.*$/, ''))
  }
  return new Conversion(document, yaml).data(document.contents)
}

/** Ruby writes `!binary` in place of `!!binary`. */
const binary: Pick<ScalarTag, 'tag' | 'resolve'> = {
  tag: '!binary',
  resolve: (text) => new Uint8Array(Buffer.from(text, 'base64')),
}

class Conversion {
  readonly #document: Document
  readonly #yaml: Yaml
  /** An anchor is converted once, so that many aliases cost nothing. */
  readonly #done = new Map<unknown, YamlData>()

  constructor(document: Document, yaml: Yaml) {
    this.#document = document
    this.#yaml = yaml
  }

  data(node: unknown): YamlData {
    const known = this.#done.get(node)
    if (known !== undefined) return known
    const data = this.#convert(this.#resolved(node))
    if (typeof data === 'object' && data !== null) this.#done.set(node, data)
    return data
  }

  #convert(node: unknown): YamlData {
    const { isMap, isScalar, isSeq } = this.#yaml
    if (isScalar(node)) {
      if (node.value instanceof Uint8Array) return node.value
      return node.value === null ? null : (node.source ?? '')
    }
    if (isSeq(node)) return node.items.map((item) => this.data(item))
    if (!isMap(node)) return null
    const entries = node.items.map(({ key, value }): [string, YamlData] => {
      const name = this.#key(key)
      return [name, parsedKeys.has(name) ? this.#json(value) : this.data(value)]
    })
    return Object.fromEntries(entries)
  }

  /** A key of a Python class is a list of its arguments: the name of the header. */
  #key(node: unknown): string {
    const key = this.data(node)
    return [key]
      .flat()
      .filter((part) => typeof part === 'string')
      .join('')
  }

  /** The compact JSON text of a node. Unlike `JSON.stringify`, it keeps the notation of numbers and the order of all keys. */
  #json(reference: unknown): string {
    const node = this.#resolved(reference)
    const { isMap, isScalar, isSeq } = this.#yaml
    if (isSeq(node)) return `[${node.items.map((item) => this.#json(item)).join(',')}]`
    if (isMap(node)) {
      const members = node.items.map(({ key, value }) => `${JSON.stringify(this.#key(key))}:${this.#json(value)}`)
      return `{${members.join(',')}}`
    }
    if (!isScalar(node) || node.value === null) return 'null'
    const text = node.source ?? ''
    const isPlain = node.type === 'PLAIN'
    return isPlain && (typeof node.value === 'boolean' || isJsonNumber(text))
      ? text.toLowerCase()
      : JSON.stringify(text)
  }

  #resolved(node: unknown): Node | null | undefined {
    return (this.#yaml.isAlias(node) ? node.resolve(this.#document) : node) as Node | null | undefined
  }
}

function isJsonNumber(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+([eE][-+]\d+)?)?$/.test(text)
}
