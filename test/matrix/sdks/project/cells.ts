import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'vitest-cassette'
import { observe } from './observe.ts'
import { prompts, warmUp, type Row } from './row.ts'

/** Number of values that an app reads from a stream before it aborts. */
const enough = 2

/** The signal of a call that is not aborted. */
const never = new AbortController().signal

/** The tests of a row that record, and replay what was recorded. */
export function recordedCells({ name, call, stream, tool, loop, abort, isUnstoppable, more = {} }: Row): void {
  const define = (column: string, run: (see: (value: unknown) => void) => Promise<void>): void =>
    test(column, () => observe(`${name} > ${column}`, run))

  if (call !== undefined) define('plain call', async (see) => see(await call(prompts.plain, never)))
  if (stream !== undefined)
    define('stream', async (see) => {
      for await (const value of await stream(prompts.stream, never)) see(value)
    })
  if (tool !== undefined) define('tool call', async (see) => see(await tool(prompts.tool)))
  if (loop !== undefined) define('tool loop', async (see) => see(await loop(prompts.loop)))
  if (call !== undefined) define('API error', async (see) => see(await call(prompts.fail, never)))
  if (stream !== undefined) {
    define('API error, streamed', async (see) => {
      for await (const value of await stream(prompts.fail, never)) see(value)
    })
    define('broken stream', async (see) => {
      for await (const value of await stream(prompts.break, never)) see(value)
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
  if (call !== undefined && isUnstoppable !== true)
    test('abort, plain', ({ cassette }) =>
      observe(`${name} > abort, plain`, async (see) => {
        const controller = new AbortController()
        const answered = call(prompts.silence, controller.signal).then(see)
        while (cassette.run.calls === 0) await Promise.race([answered, turn()])
        controller.abort()
        await answered
      }))
  for (const [column, run] of Object.entries(more)) define(column, async (see) => see(await run()))
}

/**
 * The tests of a row with requests that were never recorded. Each fails, and the SDK shows why. The first loads modules of
 * the SDK and the plugin, and is not a cell.
 */
export function missingCells({ name, call, stream }: Row): void {
  const consume = async (prompt: string, see: (value: unknown) => void): Promise<void> => {
    for await (const value of (await stream?.(prompt, never)) ?? []) see(value)
  }
  if (call !== undefined || stream !== undefined)
    test(warmUp, async () => {
      await call?.(prompts.warm, never).catch(() => {})
      await consume(prompts.warm, () => {}).catch(() => {})
    })
  if (call !== undefined)
    test('miss', () => observe(`${name} > miss`, async (see) => see(await call(prompts.unknown, never))))
  if (stream !== undefined)
    test('miss, streamed', () => observe(`${name} > miss, streamed`, (see) => consume(prompts.unknown, see)))
}
