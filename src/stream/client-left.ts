/** The end of the copy of an answer whose client has ended its request. */
export class ClientLeft extends Error {
  override readonly name = 'AbortError'

  constructor() {
    super('This operation was aborted')
  }
}
