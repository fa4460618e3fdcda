/** A body that a client is given piece by piece. A `ReadableStream` takes several microseconds for each piece. */
export interface BodySource {
  /**
   * The next piece, `undefined` at the end. It is asked for one piece at a time.
   *
   * @param turn waits between pieces that come at once, so that the client reacts to each: for a turn of the event loop.
   * @throws Error where the body breaks.
   */
  next(turn?: () => Promise<void>): Promise<Uint8Array | undefined> | undefined | Uint8Array
  /** The client takes no more. */
  cancel(): void
}

/** A body in any form. */
export type GivenBody = Response['body'] | Uint8Array | BodySource

/** Reads a body in any form. */
export function sourceOf(body: GivenBody): BodySource {
  if (body === null) return { next: () => undefined, cancel() {} }
  if ('next' in body) return body
  if (ArrayBuffer.isView(body)) return onePiece(body)
  const reader = body.getReader()
  return {
    next: async () => (await reader.read()).value,
    cancel: () => void reader.cancel().catch(() => {}),
  }
}

function onePiece(bytes: Uint8Array): BodySource {
  let rest = bytes.byteLength === 0 ? undefined : bytes
  return {
    next() {
      const piece = rest
      rest = undefined
      return piece
    },
    cancel() {},
  }
}

/** A body as a stream. No piece is queued ahead: each pulled piece goes to the client. */
export function streamOf(source: BodySource): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await source.next()
        if (piece === undefined) controller.close()
        else controller.enqueue(piece)
      },
      cancel: () => source.cancel(),
    },
    { highWaterMark: 0 },
  )
}
