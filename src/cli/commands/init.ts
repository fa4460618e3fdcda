import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { writeFileAtomic } from '../../store/write-file.ts'
import { counted } from '../../util/counts.ts'
import type { CliCommand, Terminal } from '../command.ts'
import { adviceBlock, changeBlock } from '../init/change-page.ts'
import { configStep } from '../init/config-step.ts'
import { foldCassettes, ignoreKeys, keepBodies } from '../init/git-steps.ts'
import { skill } from '../init/skill-step.ts'
import type { Change, Step } from '../init/init-step.ts'
import type { Parse } from '../init/syntax.ts'
import { workflow } from '../init/workflow-step.ts'

/** Sets a project up: the plugin, what Git ignores and keeps, the workflow, the skill for agents. */
export const init: CliCommand = {
  usage: 'init',
  summary: 'set a project up: the plugin, the files of Git, a workflow; shows each change and asks',
  declare: (command) =>
    command
      .option('--yes', 'write the changes without asking')
      .option('--generated', 'mark cassettes as generated: GitHub folds them in pull requests')
      .option('--skill', 'add the skill for coding agents'),

  async run(_args, options, terminal) {
    const isYes = options['yes'] === true
    const isListed = !isYes && terminal.confirm === undefined
    const changes: Change[] = []
    let isComplete = true
    for (const step of await steps()) {
      const found = step(terminal.cwd)
      if (found === undefined) continue
      if ('advice' in found) {
        terminal.print(`${adviceBlock(found)}\n`)
        continue
      }
      const isChosen = found.choice === undefined || options[found.choice] === true
      if (!isChosen && terminal.confirm === undefined) continue
      terminal.print(`${changeBlock(found, terminal.cwd)}\n`)
      if (!isListed && (await isWanted(found, isYes && isChosen, terminal))) {
        write(found)
        changes.push(found)
      } else if (isChosen) isComplete = false
    }
    terminal.print(lastLine(changes.length, { isListed, isComplete }))
    return isComplete ? 0 : 1
  },
}

/** Vitest brings a parser. */
async function steps(): Promise<Step[]> {
  const { parseAst } = await import('vitest/node')
  const parse = ((text: string) =>
    (parseAst as (text: string, options: object) => unknown)(text, { lang: 'ts' })) as Parse
  return [configStep(parse), ignoreKeys, keepBodies, foldCassettes, workflow, skill]
}

async function isWanted({ before }: Change, isYes: boolean, { confirm }: Terminal): Promise<boolean> {
  if (isYes || confirm === undefined) return isYes
  return confirm(before === undefined ? ' Write it? (y/N) ' : ' Change it? (y/N) ')
}

function write({ path, after }: Change): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileAtomic(path, after)
}

function lastLine(written: number, { isListed, isComplete }: { isListed: boolean; isComplete: boolean }): string {
  if (isListed && !isComplete) return ' Nothing was written.\n\n Write it:\n     npx vitest-cassette init --yes'
  const done = written === 0 ? ' nothing to change' : ` ✓ ${counted(written, 'file')} written`
  return `${done}\n\n Put API keys into .env.record, and record the tests:\n     npx vitest run --mode record`
}
