/**
 * The internals of Vitest's test process that the plugin depends on, in one file: a new Vitest that changes one of them is
 * met here.
 */

/** The part of a Vitest task that is used, in both supported majors. */
export interface TaskNode {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly mode: string
  readonly suite?: TaskNode | undefined
  readonly tasks?: readonly TaskNode[]
  readonly result?: { readonly state?: string; readonly errors?: readonly unknown[] | undefined } | undefined
}

/** Reads a task of either major. */
export function taskNode(task: object): TaskNode & { readonly meta: object } {
  return task as TaskNode & { readonly meta: object }
}

/** Says whether Vitest has aborted a test's signal because of the time limit. It also aborts the signal of a cancelled run. */
export function isTimeout({ reason }: AbortSignal): boolean {
  return /timed out (in|after) \d+ms/.test(String(reason))
}

/** A function that a fake clock has put in place of a real one. */
interface Faked {
  readonly clock?: { readonly methods?: readonly string[] }
}

/**
 * The functions that requests wait for and that `vi.useFakeTimers()` has replaced. Any fake knows the clock, which knows
 * everything that it has replaced: Vitest itself puts the real `nextTick` and timers back when it sends something.
 */
export function fakedFunctions(): string[] {
  const places = [[process, 'nextTick'] as const, ...['queueMicrotask', 'setTimeout', 'Date'].map(ofGlobal)]
  const clocks = places.map(([holder, name]) => (Reflect.get(holder, name) as Faked | undefined)?.clock)
  return ['nextTick', 'queueMicrotask'].filter((name) => clocks.some((clock) => clock?.methods?.includes(name)))
}

function ofGlobal(name: string): readonly [object, string] {
  return [globalThis, name]
}
