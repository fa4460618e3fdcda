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

interface FileNode {
  readonly mode: string
  readonly meta: Record<string, unknown>
  result?: object
}

/** The end of a file without hooks. */
interface SkippedFile {
  /** The file fails with them. */
  readonly errors: readonly Error[]
  /** Data for the main process. */
  readonly meta: unknown
  /** The process waits for it. */
  readonly written: Promise<void>
}

interface VitestWorker {
  readonly current?: FileNode
  onCleanup(listener: () => Promise<void>): void
}

/**
 * Calls back when the file that is being imported turns out to have no test to run: Vitest calls no hook in it. Vitest reads
 * the `meta` of a file when it has imported it, and takes over a failure that it has by then.
 *
 * @param key the property of the `meta` that holds the data.
 * @returns forgets the file.
 */
export function onceSkipped(key: string, end: () => SkippedFile): () => void {
  const { __vitest_worker__: worker } = globalThis as { __vitest_worker__?: VitestWorker }
  const file = worker?.current
  if (file === undefined) return () => {}
  let ended: SkippedFile | undefined
  const get = (): unknown => {
    if (file.mode !== 'skip' || ended !== undefined) return ended?.meta
    ended = end()
    const { errors, written } = ended
    worker?.onCleanup(() => written)
    if (errors.length > 0) file.result = { state: 'fail', errors: errors.map(plainError) }
    return ended.meta
  }
  Object.defineProperty(file.meta, key, { configurable: true, enumerable: true, get })
  return () => void delete file.meta[key]
}

/** An error as Vitest sends it. */
function plainError(error: Error): object {
  const { name, message, stack } = error
  return { ...error, name, message, stack }
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
