import { judge, runsNothing, unknownDenial, type Denial } from '../judge.ts'
import { findRuns } from '../shell/find-runs.ts'
import { askSelection } from './ask-selection.ts'
import { disk } from './read-disk.ts'

/**
 * Why a shell command is denied; `undefined` when it is allowed. Every failure denies: a command that cannot be judged
 * does not run.
 *
 * @param seconds time limit for all runs of the command together.
 */
export async function judgeCommand(command: string, folder: string, seconds: number): Promise<Denial | undefined> {
  const ended = new AbortController()
  try {
    const found = findRuns(command, folder, disk)
    const unknown = found.find((run) => 'unknown' in run)
    if (unknown !== undefined) return unknownDenial(unknown)
    const runs = found.filter((run) => 'args' in run).filter((run) => !runsNothing(run))
    const deadline = { seconds, signal: AbortSignal.any([AbortSignal.timeout(seconds * 1000), ended.signal]) }
    const denials = runs.map(async (run) => judge(run, await askSelection(run, deadline)))
    return (await Promise.all(denials)).find((denial) => denial !== undefined)
  } catch (error) {
    return unknownDenial({ unknown: `the tests of the run could not be found out: ${firstLine(error as Error)}` })
  } finally {
    ended.abort()
  }
}

function firstLine({ message }: Error): string {
  return message.split('\n', 1)[0]?.replace(/\.$/, '') ?? ''
}
