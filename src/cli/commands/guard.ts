import { text } from 'node:stream/consumers'
import { denialText, judge, runsNothing, unknownDenial, type Denial } from '../../guard/judge.ts'
import { findRuns } from '../../guard/shell/find-runs.ts'
import type { CliCommand, Terminal } from '../command.ts'
import { askSelection } from '../guard/ask-selection.ts'
import { disk } from '../guard/disk.ts'

/** Judges a shell command before it runs: a pre-tool hook of a coding agent, or a script, asks it. */
export const guard: CliCommand = {
  usage: 'guard',
  summary: "deny a shell command that would run end-to-end tests without approval; reads a hook's JSON",
  declare: (command) => command.option('--command <text>', 'the command to judge, in place of the standard input'),

  async run(_args, options, terminal) {
    const asked = options['command'] as string | undefined
    const denial = await judgeInput(asked, terminal)
    if (denial === undefined) return 0
    const reason = denialText(denial)
    terminal.print(
      JSON.stringify({
        hookSpecificOutput: {
          hookEventName: 'PreToolUse',
          permissionDecision: 'deny',
          permissionDecisionReason: reason,
        },
      }),
    )
    process.stderr.write(`${reason}\n`)
    return 2
  },
}

async function judgeInput(asked: string | undefined, { cwd }: Terminal): Promise<Denial | undefined> {
  if (asked !== undefined) return judgeCommand(asked, cwd)
  const input = await text(process.stdin)
  if (input.trim() === '') return undefined
  let call: { tool_input?: { command?: unknown } | null; cwd?: unknown } | null
  try {
    call = JSON.parse(input) as typeof call
  } catch {
    return unknownDenial({ unknown: 'the input is not JSON' })
  }
  const command = call?.tool_input?.command
  if (command === undefined || command === null) return undefined
  if (typeof command !== 'string') return unknownDenial({ unknown: 'its command is not a text' })
  return judgeCommand(command, typeof call?.cwd === 'string' ? call.cwd : cwd)
}

/** Whatever goes wrong on the way denies: what cannot be judged is not let through. */
async function judgeCommand(command: string, folder: string): Promise<Denial | undefined> {
  try {
    for (const run of findRuns(command, folder, disk)) {
      if ('unknown' in run) return unknownDenial(run)
      if (runsNothing(run)) continue
      const denial = judge(run, await askSelection(run))
      if (denial !== undefined) return denial
    }
    return undefined
  } catch (error) {
    return unknownDenial({ unknown: `what Vitest would run could not be found out: ${firstLine(error as Error)}` })
  }
}

function firstLine({ message }: Error): string {
  return message.split('\n', 1)[0]?.replace(/\.$/, '') ?? ''
}
