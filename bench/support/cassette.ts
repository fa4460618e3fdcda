import { packBody } from '../../src/body/pack.ts'
import type { Interaction } from '../../src/cassette/interaction.ts'
import { address, answer, question } from './traffic.ts'

const encoder = new TextEncoder()

/** A recorded interaction in the form of the plugin. */
export function interaction(
  text: string,
  contentType = 'application/json',
  chunks: readonly string[] = [JSON.stringify(answer)],
): Interaction {
  const request = packBody(encoder.encode(JSON.stringify(question(text, chunks.length > 1))), 'application/json')
  const response = packBody(encoder.encode(chunks.join('')), contentType)
  return {
    lane: 'main',
    recordedAt: '2026-01-01T00:00:00.000Z',
    request: {
      method: 'POST',
      url: address,
      headers: { 'content-type': 'application/json' },
      ...(request && { body: request }),
    },
    response: {
      status: 200,
      headers: { 'content-type': contentType },
      ...(response && { body: response }),
      chunks: chunks.map((chunk) => [1, encoder.encode(chunk).byteLength]),
    },
  }
}
