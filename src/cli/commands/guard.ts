import { text } from 'node:stream/consumers'
import { readHookInput } from '../../guard/hook-input.ts'
import { denialText, unknownDenial, type Denial } from '../../guard/judge.ts'
import type { CliCommand, Terminal } from '../command.ts'
import { judgeCommand } from '../../guard/run/judge-command.ts'

/** Judges a shell command before it runs, for a pre-tool hook of a coding agent or for a script. */
export const guard: CliCommand = {
  usage: 'guard',
  summary: "deny a shell command that would run end-to-end tests without approval; reads a hook's JSON",
  declare: (command) =>
    command
      .option('--command <text>', 'the command to judge, instead of the standard input')
      .option('--timeout <seconds>', 'deny when the answer takes longer', '50'),

  async run(_args, options, terminal) {
    const command = options['command'] as string | undefined
    const denial = await judgeInput(command, secondsOf(options['timeout'] as string), terminal)
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

async function judgeInput(option: string | undefined, seconds: number, { cwd }: Terminal): Promise<Denial | undefined> {
  if (option !== undefined) return judgeCommand(option, cwd, seconds)
  const found = readHookInput(await text(process.stdin))
  if (found === undefined) return undefined
  return 'unknown' in found ? unknownDenial(found) : judgeCommand(found.command, found.cwd ?? cwd, seconds)
}

/** @throws Error when the option is not a valid number of seconds. */
function secondsOf(option: string): number {
  const seconds = Number(option)
  if (seconds > 0 && seconds < 86_400) return seconds
  throw new Error(`Cannot wait for --timeout ${option}: it is not a number of seconds. Write it as in --timeout 50`)
}
