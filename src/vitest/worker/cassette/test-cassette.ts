import type { Interaction, StoredRequest } from '../../../cassette/interaction.ts'
import type { Mode } from '../../../cassette/mode.ts'
import type { Diagnostics } from '../../../diagnostics/diagnose.ts'
import type { ToolEffect } from '../../../diagnostics/exchange.ts'
import type { Step } from '../../../diagnostics/steps.ts'
import type { Explanation } from '../../../answer/explain-request.ts'
import type { StepArguments } from './step.ts'
import type { WrappableFunction, Wrapped, WrapOptions } from './wrap.ts'

/**
 * The cassette of the running test: the test reads it and steers it.
 *
 * @see docs/getting-started.md#the-fixture
 */
export interface TestCassette {
  readonly mode: Mode
  /** Path of the file, relative to the root; the file may not exist yet. Empty when the mode is `off`. */
  readonly path: string
  /**
   * The interactions of the cassette: those of the file, then those that this test has recorded.
   *
   * @throws CassetteFormatError when the file cannot be understood.
   */
  readonly interactions: readonly Interaction[]
  /** Number of calls of this test so far: answered from the cassette, and live. */
  readonly calls: { readonly offline: number; readonly live: number }
  /**
   * Runs `fn` in a lane of its own: its requests are recorded and replayed in their own order, independent of other
   * lanes. For agents that run at the same time and may make the same request.
   *
   * @param name the lane's name in the cassette; all other requests are in the lane `main`.
   * @throws CassetteConfigError without a name.
   */
  lane<T>(name: string, fn: () => T): T
  /**
   * Runs a named part of the test: the cassette and `steps` group its requests under its name, and its failure can have a
   * message in the words of the test. Steps nest, and may run at the same time.
   *
   * @example
   * await cassette.step('book {city}', { params: { city }, failureMessage: 'no table found in {city}' }, async () => …)
   *
   * @throws the error of the step; CassetteStepError when there is a `failureMessage`, or when `recover` fails too.
   */
  step<T>(name: string, ...args: StepArguments<T>): Promise<T>
  /** The outermost steps of the test so far. Empty when the mode is `off`. */
  readonly steps: readonly Step[]
  /**
   * Wraps an async function or async generator, so that its calls are recorded and replayed like requests: a model in
   * this process, a command, an MCP tool. Arguments, values and chunks must be plain JSON.
   *
   * @param name the function's name in the cassette.
   * @param run is called only while recording: a replay needs neither it nor the modules that only it imports.
   * @param options `errors`: the classes of errors that a replay restores.
   */
  wrap<Fn extends WrappableFunction>(name: string, run?: Fn, options?: WrapOptions): Wrapped<Fn>
  /**
   * Explains how a request is compared: the values that count, those that were left out or replaced and why, and the
   * recorded requests that match it. Nothing is sent, and nothing counts as played.
   *
   * @param request one that could be sent, or the `request` of one of `interactions`.
   * @throws CassetteNormalizerError when a normalizer fails.
   */
  explain(request: Request | StoredRequest): Promise<Explanation>
  /**
   * Diagnostics of the traffic so far, computed at each access. Empty when the mode is `off`.
   */
  readonly run: Diagnostics
  /**
   * Announces to the diagnostics that the app runs a tool: the effect of the tool on the world decides whether a failed
   * call may be retried.
   *
   * @param run the tool itself, so that its end is noted; returns its result, or throws its error.
   */
  tool<T = void>(name: string, options: { readonly effect: ToolEffect }, run?: () => T): T
}
