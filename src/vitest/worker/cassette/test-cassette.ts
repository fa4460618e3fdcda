import type { Interaction, StoredRequest } from '../../../cassette/interaction.ts'
import type { Mode } from '../../../cassette/mode.ts'
import type { Diagnostics } from '../../../diagnostics/diagnose.ts'
import type { ToolEffect } from '../../../diagnostics/exchange.ts'
import type { Step } from '../../../diagnostics/steps.ts'
import type { Explanation } from '../../../answer/explain-request.ts'
import type { StepArguments } from './step.ts'
import type { WrappableFunction, Wrapped } from './wrap.ts'

/**
 * The cassette of the running test, for the test to see and steer.
 *
 * @see docs/getting-started.md#the-fixture
 */
export interface TestCassette {
  readonly mode: Mode
  /** Path of the file, relative to the root; the file may not be there yet. Empty when the mode is `off`. */
  readonly path: string
  /**
   * What the cassette holds: what was recorded before, then what this test has recorded.
   *
   * @throws CassetteFormatError when the file cannot be understood.
   */
  readonly interactions: readonly Interaction[]
  /** Calls of this test so far: answered from the cassette, and live. */
  readonly calls: { readonly offline: number; readonly live: number }
  /**
   * Runs `fn` in a lane of its own: its requests are recorded and replayed in their own order, whatever the others do.
   * For agents that run at the same time and may ask the same.
   *
   * @param name the lane's name in the cassette; `main` is where everything else goes.
   * @throws CassetteConfigError without a name.
   */
  lane<T>(name: string, fn: () => T): T
  /**
   * Runs a named part of the test: its requests are grouped under its name in the cassette and in `steps`, and what is
   * said when it fails can be said in words of the test. Steps nest, and may run at the same time.
   *
   * @example
   * await cassette.step('book {city}', { params: { city }, failureMessage: 'no table found in {city}' }, async () => …)
   *
   * @throws what the step throws; CassetteStepError when there is a `failureMessage`, or when `recover` fails too.
   */
  step<T>(name: string, ...args: StepArguments<T>): Promise<T>
  /** The outermost steps of the test so far. Nothing when the mode is `off`. */
  readonly steps: readonly Step[]
  /**
   * Wraps an async function or async generator, so that its calls are recorded and replayed as requests are: a model in
   * this process, a command, an MCP tool. Arguments, values and chunks must be plain JSON.
   *
   * @param name stands for the function in the cassette.
   * @param run is called while recording only: a replay needs none, and what only `run` imports is not needed either.
   */
  wrap<Fn extends WrappableFunction>(name: string, run?: Fn): Wrapped<Fn>
  /**
   * Explains how a request is compared: what of it counts, what was left out or replaced and by what, and which
   * recorded requests are the same to it. Nothing is sent, and nothing counts as played.
   *
   * @param request one that could be sent, or the `request` of one of `interactions`.
   * @throws CassetteNormalizerError when a normalizer fails.
   */
  explain(request: Request | StoredRequest): Promise<Explanation>
  /**
   * What happened on the wire so far, read from the traffic each time it is asked for. Nothing when the mode is `off`.
   */
  readonly run: Diagnostics
  /**
   * Tells diagnostics of a tool that the app runs: whether a failed call may be made again depends on what the tool does
   * to the world.
   *
   * @param run the tool itself, to tell how it ended; its result, or error, is handed on.
   */
  tool<T = void>(name: string, options: { readonly effect: ToolEffect }, run?: () => T): T
}
