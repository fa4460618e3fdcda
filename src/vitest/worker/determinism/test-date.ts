/** Gives the time of the running test, in milliseconds since 1970, at a real time; `undefined` for the real one. */
export type TimeOf = (real: number) => number | undefined

/**
 * A `Date` that gives each running test its own time, and the real time to all other code. Everything but the present time
 * comes from the real `Date`, so the instances are the same.
 *
 * `vi.setSystemTime` and `vi.useFakeTimers` are stronger: they replace this `Date`, and begin at its time.
 */
export function testDate(real: DateConstructor, timeOf: TimeOf): DateConstructor {
  const realNow = real.now
  const now = (): number => {
    const time = Reflect.apply(realNow, real, []) as number
    return timeOf(time) ?? time
  }
  return new Proxy(real, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: (target) => new target(now()).toString(),
    // A test's spy on `Date.now` is stronger.
    get: (target, name) => (name === 'now' && target.now === realNow ? now : (Reflect.get(target, name) as unknown)),
  })
}
