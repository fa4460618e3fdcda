import { mkdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { isRunning, ownerName } from './owner.ts'
import { removeFile } from './write-file.ts'

/** How often, and how long each time in milliseconds, a lock that another process holds is waited for. */
const patience = { times: 400, wait: 5 }

/**
 * Does something that two recording runs must not do to one cassette at the same time.
 *
 * The lock is a symbolic link whose target names its owner: made in one step, so that no kill leaves one that is
 * nobody's. A dead owner's is taken over. Where a lock cannot be made, or is held for longer than any save takes, the
 * work is done without it: a lock must never keep a recording from being saved.
 */
export function withLock<T>(path: string, work: () => T): T {
  const isMine = acquire(path)
  try {
    return work()
  } finally {
    if (isMine) removeFile(path)
  }
}

function acquire(path: string): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch {
    return false
  }
  for (let time = 0; time < patience.times; time++) {
    try {
      // A junction, on Windows, needs no privilege; elsewhere the word means nothing.
      symlinkSync(ownerName(), path, 'junction')
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
    const owner = ownerOf(path)
    if (owner !== undefined && !isRunning(owner)) removeFile(path)
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, patience.wait)
  }
  return false
}

/** `undefined` when it has just been released. */
function ownerOf(path: string): string | undefined {
  try {
    return basename(readlinkSync(path))
  } catch {
    return undefined
  }
}
