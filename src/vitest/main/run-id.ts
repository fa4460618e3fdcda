import { randomUUID } from 'node:crypto'

/** The id of this run: `CASSETTE_RUN_ID`, made safe for a folder's name, else a UUID. */
export function runId(environment: Readonly<Record<string, string | undefined>>): string {
  const given = (environment['CASSETTE_RUN_ID'] ?? '').replaceAll(/[^\w.-]+/g, '-').replaceAll(/\.{2,}/g, '.')
  return given.slice(0, 80).replaceAll(/^[-.]+|[-.]+$/g, '') || randomUUID()
}
