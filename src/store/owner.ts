import { readFileSync } from 'node:fs'

/** The name of a process that stands in the name of a file it owns. */
export const ownerPattern: RegExp = /^\d+-\d+/

/**
 * This process, for the name of a file: its id and when it started, because a system gives ids again, and a container
 * the very same ones. No clock that can be set is asked.
 */
export function ownerName(): string {
  return `${process.pid}-${statOf('self')?.start ?? 0}`
}

/** Whether the process of that name still runs. */
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
 * What Linux knows of a process: when it started, in ticks since the system did, and whether it has ended and nobody has
 * asked how, as happens in containers without an init. Other systems do not say.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function statOf(pid: string): { readonly start: string; readonly isOver: boolean } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is a name in parentheses, which may itself hold blanks and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { start: fields[19] ?? '0', isOver: /^[ZX]$/.test(fields[0] ?? '') }
  } catch {
    return undefined
  }
}
