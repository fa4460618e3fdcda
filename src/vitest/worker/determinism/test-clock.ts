/** Gives how far the clock of the running test is from the real one, in milliseconds; `undefined` when it is not. */
type OffsetOf = () => number | undefined

/**
 * A `Date` that says the time of the test that asks, and the real one to everybody else: concurrent tests each have
 * their own. Everything but the present time is the real `Date`'s, so its instances are the same.
 *
 * What a test sets by `vi.setSystemTime` or `vi.useFakeTimers` is stronger: those replace this `Date`, and begin at its
 * time.
 */
export function testDate(real: DateConstructor, offsetOf: OffsetOf): DateConstructor {
  const realNow = real.now
  const now = (): number => Reflect.apply(realNow, real, []) + (offsetOf() ?? 0)
  return new Proxy(real, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: (target) => new target(now()).toString(),
    // A test's spy on `Date.now` is stronger.
    get: (target, name) => (name === 'now' && target.now === realNow ? now : (Reflect.get(target, name) as unknown)),
  })
}
