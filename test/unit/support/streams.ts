import type { Delivery } from '../../../src/stream/delivery.ts'

/** A body with pieces that arrive when the test sends them. */
export interface Upstream {
  readonly body: ReadableStream<Uint8Array>
  send(text: string): void
  end(): void
  fail(error: Error): void
}

export function upstream(): Upstream {
  let controller!: ReadableStreamDefaultController<Uint8Array>
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given
    },
  })
  return {
    body,
    send: (text) => controller.enqueue(Buffer.from(text)),
    end: () => controller.close(),
    fail: (error) => controller.error(error),
  }
}

/** The next piece as text; `undefined` at the end. */
export async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | undefined> {
  const { done, value } = await reader.read()
  return done ? undefined : Buffer.from(value).toString()
}

/** All pieces as text, read one by one. */
export async function readAll(stream: ReadableStream<Uint8Array>): Promise<string[]> {
  const pieces: string[] = []
  for await (const piece of stream) pieces.push(Buffer.from(piece).toString())
  return pieces
}

/** Records the delivery of a body as words. */
export function deliveries(): Delivery & { readonly told: string[] } {
  const told: string[] = []
  return {
    told,
    piece: (size) => void told.push(String(size)),
    complete: () => void told.push('complete'),
    failed: ({ message }) => void told.push(`failed: ${message}`),
    closed: () => void told.push('closed'),
  }
}
