/** Milliseconds of CPU time that work takes in this process. Other programs of a busy machine do not count. */
export function cpuTime(work: () => unknown): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}
