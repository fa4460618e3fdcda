import { appFrames } from '../../../util/app-frames.ts'
import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'
import { CassetteWrapError } from '../../../errors/cassette-wrap-error.ts'

/**
 * A function that can be wrapped: an async function or an async generator.
 *
 * @see docs/wrap.md
 */
export type WrappableFunction = (...args: never[]) => PromiseLike<unknown> | AsyncIterable<unknown>

/**
 * A wrapped function: its arguments and its results are those of the function.
 *
 * @see docs/wrap.md
 */
export type Wrapped<Fn extends WrappableFunction> = (
  ...args: Parameters<Fn>
) => ReturnType<Fn> extends AsyncIterable<infer Chunk>
  ? AsyncGenerator<Chunk, void, undefined>
  : Promise<Awaited<ReturnType<Fn>>>

/**
 * Options of `cassette.wrap`.
 *
 * @see docs/wrap.md
 */
export interface WrapOptions {
  /**
   * Classes of errors that the function throws. A replay restores them, without a call of their constructor.
   *
   * @default []
   */
  readonly errors?: ReadonlyArray<abstract new (...args: never[]) => Error>
}

/**
 * Wraps a function so that `call` makes its calls.
 *
 * @throws CassetteConfigError without a name.
 */
export function wrap<Fn extends WrappableFunction>(
  name: string,
  call: (args: readonly unknown[], self: unknown) => unknown,
): Wrapped<Fn> {
  if (name === '') {
    throw new CassetteConfigError(
      "cassette.wrap() needs a name: the cassette keeps the calls under it.\n\n  Name the function: cassette.wrap('classify', classify)",
      { frames: appFrames() },
    )
  }
  return function (this: unknown, ...args) {
    return call(args, this) as ReturnType<Wrapped<Fn>>
  }
}

/** The same where the plugin is off: the function itself is called. */
export function unwrapped<Fn extends WrappableFunction>(name: string, run: Fn | undefined): Wrapped<Fn> {
  return wrap<Fn>(name, (args, self) => {
    if (run === undefined) throw new CassetteWrapError({ wrapped: name, problem: 'no-function' }, appFrames())
    return run.apply(self, args as never[])
  })
}
