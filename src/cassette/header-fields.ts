/** The part of `Headers` that requests are read by, and changed. */
export interface HeaderFields extends Pick<Headers, 'get' | 'has' | 'set' | 'delete'> {
  forEach(callback: (value: string, name: string) => void): void
  [Symbol.iterator](): IterableIterator<[name: string, value: string]>
}
