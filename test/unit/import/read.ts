import { unpackBody } from '../../../src/body/pack.ts'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'
import { convertInteraction } from '../../../src/import/convert-interaction.ts'
import { parseRecording } from '../../../src/import/parse-recording.ts'
import { readRecording } from '../../../src/import/read-recording.ts'
import type { Loss } from '../../../src/import/recording.ts'
import { createRedaction } from '../../../src/redact/redaction.ts'

export interface Imported {
  readonly format: string
  readonly name: string | undefined
  readonly interactions: readonly Interaction[]
  readonly losses: readonly Loss[]
}

/** Imports a recording as the command does, without the disk. */
export async function importText(text: string, beside: Readonly<Record<string, Uint8Array>> = {}): Promise<Imported> {
  const recording = readRecording({
    path: 'recording',
    data: await parseRecording(Buffer.from(text)),
    beside: (name) => beside[name],
  })
  if (recording === undefined) throw new Error('no reader knows the recording')
  const redaction = createRedaction({ credentials: [], paths: [], keep: [] })
  const converted = recording.interactions.map((foreign) =>
    convertInteraction(foreign, { redaction, headers: [], now: new Date('2026-11-29T10:00:00Z') }),
  )
  return {
    format: recording.format,
    name: recording.name,
    interactions: converted.map(({ interaction }) => interaction),
    losses: [...recording.losses, ...converted.flatMap((one) => one.losses)],
  }
}

/** The text of a stored body. */
export function textOf(body: StoredBody | undefined): string | undefined {
  return body && Buffer.from(unpackBody(body)).toString()
}

/** Method, URL and bodies of an interaction, as one line each. */
export function summary({ request, response }: Interaction): string[] {
  return [
    `${request.method} ${request.url} ${textOf(request.body) ?? ''}`.trimEnd(),
    `${response?.status} ${textOf(response?.body) ?? ''}`.trimEnd(),
  ]
}
