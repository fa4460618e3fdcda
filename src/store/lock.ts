import { mkdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { isRunning, ownerName } from './owner.ts'
import { removeFile } from './write-file.ts'

/** Number and length, in milliseconds, of the waits for a lock of another process. */
const patience = { times: 400, wait: 5 }

/**
 * Does work that two recording runs must not do to one cassette at the same time.
 *
 * The lock is a symbolic link, and its target names the owner. One step makes it, so a killed process leaves no lock
 * without an owner. The lock of a dead process is taken over. When a lock cannot be made, or is held longer than any save
 * takes, the work runs without it: a lock must never prevent saving a recording.
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
      // A junction needs no privilege on Windows; other systems ignore the word.
      symlinkSync(ownerName(), path, 'junction')
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
    if (!removeDead(path)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, patience.wait)
  }
  return false
}

/**
 * Removes the lock of a dead process. One process at a time looks at the lock and removes it: between the two, another
 * would take it over, and lose its own lock.
 *
 * @returns whether it was removed.
 */
function removeDead(path: string): boolean {
  if (!isOfDead(path)) return false
  const takeover = `${path}.takeover`
  try {
    symlinkSync(ownerName(), takeover, 'junction')
  } catch {
    // Its owner was killed before it has removed it.
    if (isOfDead(takeover)) removeFile(takeover)
    return false
  }
  const isDead = isOfDead(path)
  if (isDead) removeFile(path)
  removeFile(takeover)
  return isDead
}

function isOfDead(path: string): boolean {
  const owner = ownerOf(path)
  return owner !== undefined && !isRunning(owner)
}

/** `undefined` when the lock has just been released. */
function ownerOf(path: string): string | undefined {
  try {
    return basename(readlinkSync(path))
  } catch {
    return undefined
  }
}
