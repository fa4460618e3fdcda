import { test } from 'vitest'
import { observe } from './observe.ts'
import { prompts, warmUp, type Row } from './row.ts'

/** How many values an app takes of a stream before it aborts. */
const enough = 2

/** The tests of a row that record, and replay what was recorded. */
export function recordedCells({ name, call, stream, tool, abort, more = {} }: Row): void {
  const define = (column: string, run: (see: (value: unknown) => void) => Promise<void>): void =>
    test(column, () => observe(`${name} > ${column}`, run))

  if (call !== undefined) define('plain call', async (see) => see(await call(prompts.plain)))
  if (stream !== undefined)
    define('stream', async (see) => {
      for await (const value of await stream(prompts.stream, new AbortController().signal)) see(value)
    })
  if (tool !== undefined) define('tool call', async (see) => see(await tool(prompts.tool)))
  if (call !== undefined) define('API error', async (see) => see(await call(prompts.fail)))
  if (stream !== undefined) {
    define('broken stream', async (see) => {
      for await (const value of await stream(prompts.break, new AbortController().signal)) see(value)
    })
    define('abort', async (see) => {
      const controller = new AbortController()
      let seen = 0
      for await (const value of await stream(prompts.abort, controller.signal)) {
        see(value)
        seen += 1
        if (seen === enough) (abort ?? (() => controller.abort()))()
      }
    })
  }
  for (const [column, run] of Object.entries(more)) define(column, async (see) => see(await run()))
}

/**
 * The tests of a row that ask for what was never recorded. Each fails; the SDK shows why. The first loads what the SDK
 * and the plugin load at a first miss, and is no cell.
 */
export function missingCells({ name, call, stream }: Row): void {
  const consume = async (prompt: string, see: (value: unknown) => void): Promise<void> => {
    for await (const value of (await stream?.(prompt, new AbortController().signal)) ?? []) see(value)
  }
  if (call !== undefined || stream !== undefined)
    test(warmUp, async () => {
      await call?.(prompts.warm).catch(() => {})
      await consume(prompts.warm, () => {}).catch(() => {})
    })
  if (call !== undefined) test('miss', () => observe(`${name} > miss`, async (see) => see(await call(prompts.unknown))))
  if (stream !== undefined)
    test('miss, streamed', () => observe(`${name} > miss, streamed`, (see) => consume(prompts.unknown, see)))
}
