import { types } from 'node:util'
import { prepareMatching, type ModuleLoader } from '../../session/prepare-matching.ts'
import type { StrayErrors } from '../../session/fail-test.ts'
import { beginCall, type WrappedCall } from './begin-call.ts'
import type { Interaction } from '../../cassette/interaction.ts'
import { CassetteWrapError } from '../../errors/cassette-wrap-error.ts'
import { appFrames } from '../../util/app-frames.ts'
import type { CallRecorder } from './record-call.ts'
import { shortened } from './shortened.ts'
import { isChunked, replayChunks, replayValue } from './replay-call.ts'

/** The part of the worker's state that wrapped calls need. */
export interface WrappingWorker extends ModuleLoader, StrayErrors {
  readonly callers: { run<T>(caller: WrappedCall['caller'], work: () => T): T }
}

/**
 * Calls a wrapped function, or answers in its place. The result is a promise of a value or an async generator, as that
 * of the function: an async generator function is recognized; for all others the cassette, or the live result, decides.
 */
export function callWrapped(call: WrappedCall, worker: WrappingWorker): unknown {
  const { caller, run } = call
  // A wrapped function inside a wrapped function is a part of it.
  const runIt = (): unknown => run?.apply(call.self, call.args as never[])
  if (caller.isWrapped === true && run !== undefined) return runIt()
  const preparing = prepareMatching(caller.attempt, worker)
  const live = <T>(work: () => T): T => worker.callers.run({ ...caller, isWrapped: true }, work)
  const begin = (): unknown => {
    const begun = beginCall(call, worker)
    if ('refused' in begun) return refusedResult(begun.refused)
    if ('replayed' in begun) {
      const { replayed, exchange } = begun
      const { name, site, errors } = call
      const replay = { name, site, errors, interaction: replayed, exchange, attempt: caller.attempt }
      const other = otherKind(call, replayed)
      if (other !== undefined) {
        exchange.refusal = 'error'
        caller.attempt.fail(other)
        return refusedResult(Promise.reject(shortened(other)))
      }
      if (isChunked(replayed)) return replayChunks(replay)
      const value = replayValue(replay)
      return replayed.failure === undefined ? value : refusedResult(value as Promise<never>)
    }
    return recorded(begun.recorder, () => live(runIt), live)
  }
  if (isAsyncGenerator(run))
    // The body of a generator begins to run with the first `next()`.
    return later(async () => {
      await preparing
      return begin()
    })
  return preparing === undefined ? begin() : preparing.then(begin)
}

function isAsyncGenerator(run: unknown): boolean {
  return types.isGeneratorFunction(run) && types.isAsyncFunction(run)
}

/** A function that is known to give chunks where a value was recorded, or the reverse. Both may have thrown at once. */
function otherKind({ name, run, site, caller }: WrappedCall, recorded: Interaction): CassetteWrapError | undefined {
  if (recorded.failure !== undefined || !types.isAsyncFunction(run)) return undefined
  const kind = isChunked(recorded) ? 'chunks' : 'value'
  if ((kind === 'chunks') === isAsyncGenerator(run)) return undefined
  const { command } = caller.attempt.test
  return new CassetteWrapError({ wrapped: name, problem: 'other-kind', recorded: kind, command }, appFrames(site))
}

function recorded(recorder: CallRecorder, run: () => unknown, live: <T>(work: () => T) => T): unknown {
  let result: unknown
  try {
    result = run()
  } catch (error) {
    return recordedValue(recorder, Promise.reject(error as Error))
  }
  return isIterable(result) ? recordedChunks(recorder, result, live) : recordedValue(recorder, result)
}

async function recordedValue(recorder: CallRecorder, result: unknown): Promise<unknown> {
  let value: unknown
  try {
    value = await result
  } catch (error) {
    await recorder.turn()
    recorder.fail(error)
    throw error
  }
  await recorder.turn()
  recorder.value(value)
  return value
}

async function* recordedChunks(
  recorder: CallRecorder,
  source: AsyncIterable<unknown>,
  live: <T>(work: () => T) => T,
): AsyncGenerator<unknown, void> {
  const iterator = source[Symbol.asyncIterator]()
  let isOver = false
  try {
    for (;;) {
      let next: IteratorResult<unknown, unknown>
      try {
        next = await live(() => iterator.next())
      } catch (error) {
        isOver = true
        await recorder.turn()
        recorder.fail(error)
        throw error
      }
      await recorder.turn()
      if (next.done === true) {
        isOver = true
        recorder.end(next.value)
        return
      }
      recorder.chunk(next.value)
      recorder.rest()
      yield next.value
      recorder.work()
    }
  } finally {
    if (!isOver) {
      recorder.leave()
      await live(() => iterator.return?.())
    }
  }
}

async function* later(begin: () => Promise<unknown>): AsyncGenerator<unknown, void> {
  const result = await begin()
  if (isIterable(result)) yield* result
  else yield await result
}

/** A rejection that serves a caller who awaits a promise and one who iterates a generator. */
function refusedResult(refused: Promise<never>): unknown {
  // A caller who only iterates handles the rejection of `next()`.
  refused.catch(() => {})
  const next = (): Promise<never> => refused
  return Object.assign(refused, {
    next,
    [Symbol.asyncIterator](): unknown {
      return { next }
    },
  })
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
