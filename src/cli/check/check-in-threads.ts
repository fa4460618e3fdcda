import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ChosenCassettes } from '../chosen-cassettes.ts'
import type { CheckedContent } from './check-cassette.ts'
import type { Surroundings } from './check-contents.ts'

/** Each thread takes some tens of megabytes. */
const mostThreads = 4

/** Small, so that all threads end at about the same time. */
const batchSize = 50

/**
 * Does the same as `checkContents` in several threads.
 *
 * @throws the error that ended a thread.
 */
export async function checkInThreads(
  chosen: readonly ChosenCassettes[],
  surroundings: Surroundings,
): Promise<CheckedContent[]> {
  const batches = chosen.flatMap(batchesOf)
  const results: CheckedContent[][] = []
  let next = 0
  const script = join(import.meta.dirname, 'check-thread.cjs')
  const threads = Array.from(
    { length: Math.min(availableParallelism(), mostThreads, batches.length) },
    () => new Worker(script, { workerData: surroundings }),
  )
  try {
    await Promise.all(
      threads.map(async (thread) => {
        const end = earlyEnd(thread)
        while (next < batches.length) {
          const at = next++
          thread.postMessage(batches[at])
          const [checked] = (await Promise.race([once(thread, 'message'), end])) as [CheckedContent[]]
          results[at] = checked
        }
      }),
    )
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
  return results.flat()
}

function batchesOf({ settings, paths }: ChosenCassettes): ChosenCassettes[] {
  return Array.from({ length: Math.ceil(paths.length / batchSize) }, (_, at) => ({
    settings,
    paths: paths.slice(at * batchSize, (at + 1) * batchSize),
  }))
}

/** Rejects when a thread ends: with its error, if it has one. */
async function earlyEnd(thread: Worker): Promise<never> {
  const [code] = (await once(thread, 'exit')) as [number]
  throw new Error(`A thread of the check has ended with exit code ${code}`)
}
