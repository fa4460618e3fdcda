import { expect } from 'vitest'
import type { Cell } from '../support/cell.ts'
import { checkReplay, checkSwallowedMiss } from './checks.ts'
import type { Phase } from './run-rows.ts'

/** A cell that is not like the others of its column: what the table says of it, and the test of just that. */
export interface Exception extends Pick<Cell, 'row' | 'column' | 'works'> {
  readonly note: string
  readonly check: (recorded: Phase, replayed: Phase) => void
}

/** All cells that do not simply work. */
export const exceptions: readonly Exception[] = [
  {
    row: 'ai: textStream',
    column: 'miss, streamed',
    works: 'partly',
    note:
      '`textStream` ends without text and without an error, whatever goes wrong: the AI SDK gives errors to `onError` and ' +
      '`fullStream` alone. The test fails all the same, with the whole page. See [textStream hides errors](discoveries/ai-sdk-text-stream.md).',
    check: (_, replayed) => checkSwallowedMiss(replayed),
  },
  {
    row: '@google/genai: Vertex, default credentials',
    column: 'plain call',
    works: 'no',
    note:
      "Google's client throws before any request where it finds no credentials, as in CI: give it an API key, or an " +
      '`authClient` with any access token. See [Vertex AI without credentials](discoveries/vertex-without-credentials.md).',
    check: (recorded, replayed) => {
      checkReplay(recorded, replayed)
      expect(replayed.seen?.error).toContain('Could not load the default credentials')
    },
  },
]
