import type { AsyncLocalStorage } from 'node:async_hooks'
import type { StepRecord } from '../diagnostics/step-record.ts'
import type { TestAttempt } from './test-attempt.ts'

/** Who makes a request: an attempt of a test and, inside it, a lane and a step. */
export interface Caller {
  readonly attempt: TestAttempt
  readonly lane: string
  /** The innermost step that is running. */
  readonly step?: StepRecord
  /** A wrapped function is running: its requests go live, and are no part of the test. */
  readonly isWrapped?: true
}

/** The part of the worker's state that says who is running. */
export interface Callers {
  /** Entered around every test and every file. */
  readonly callers: AsyncLocalStorage<Caller>
  /** The attempt that requests from outside every context belong to: the file's, while it is being imported. */
  readonly outside: TestAttempt | undefined
}

/** Who makes the request that is being made now; `undefined` when that cannot be known. */
export function currentCaller({ callers, outside }: Callers): Caller | undefined {
  return callers.getStore() ?? outsideCaller(outside)
}

/** The caller of requests from outside every context. */
export function outsideCaller(outside: TestAttempt | undefined): Caller | undefined {
  return outside && { attempt: outside, lane: 'main' }
}
