import { readFileSync } from 'node:fs'

/** Name of a process in the names of its files. */
export const ownerPattern: RegExp = /^\d+-\d+/

/**
 * The name of this process: its id and its start, because systems reuse ids, and containers use the same ones. The start
 * does not come from an adjustable clock.
 */
export function ownerName(): string {
  return `${process.pid}-${statOf('self')?.start ?? 0}`
}

/** Whether the process with this name still runs. */
export function isRunning(name: string): boolean {
  const [pid = '', start] = name.split('-')
  const stat = statOf(pid)
  if (stat !== undefined) return !stat.isOver && stat.start === start
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * The start of a process in ticks since the start of the system, and whether it is a zombie, as in containers without an
 * init process. Only Linux has this file.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function statOf(pid: string): { readonly start: string; readonly isOver: boolean } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is a name in parentheses. The name may hold blanks and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { start: fields[19] ?? '0', isOver: /^[ZX]$/.test(fields[0] ?? '') }
  } catch {
    return undefined
  }
}
