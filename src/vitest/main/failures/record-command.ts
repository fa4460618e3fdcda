import { runCommand } from '../../shared/rerun-command.ts'
import type { Failure } from './failure-group.ts'

/** The most tests that a command names. More make a command that nobody reads; it then runs their whole files. */
const mostNames = 20

/**
 * The command that records the tests of a group. Where its files hold no other failed test, it runs whole files: their other
 * tests are replayed, and pay for nothing.
 *
 * @param all the failures of the run.
 */
export function recordCommand(
  failures: readonly Failure[],
  all: readonly Failure[],
  { mode, isBare }: { readonly mode: string; readonly isBare: boolean },
): string {
  const [{ settings }] = failures as [Failure]
  const files = [...new Set(failures.map(({ file }) => file))]
  const projects = [...new Set(failures.flatMap(({ settings: { project } }) => project ?? []))]
  const isAlone = all.every((one) => failures.includes(one) || !files.includes(one.file))
  const names = failures.flatMap(({ titles }) => (titles === undefined ? [] : [titles]))
  const isNamed = !isAlone && names.length === failures.length && names.length <= mostNames
  const selection = isBare ? { files: [] } : { files, projects, ...(isNamed && { tests: names }) }
  return `${runCommand(settings, selection)} --mode ${mode}`
}
