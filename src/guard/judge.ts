import { defaultGuard } from './default-guard.ts'
import type { GuardedFile } from '../errors/unapproved-e2e-error.ts'
import { isRecording, type Mode } from '../cassette/mode.ts'
import { commandText } from './command-text.ts'
import type { Unknown, VitestRun } from './shell/vitest-run.ts'

/** The part of a run in one Vitest project. */
export interface SelectedProject {
  readonly mode: Mode
  /** The variable that approves the run. */
  readonly flag: string
  /** Guarded files that the run would execute. */
  readonly files: readonly GuardedFile[]
}

/** Why a command is denied. */
export type Denial =
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'files'; readonly files: readonly GuardedFile[]; readonly flag: string; readonly run: VitestRun }
  | { readonly kind: 'live'; readonly mode: Mode; readonly flag: string; readonly run: VitestRun }

/** Sub-commands of Vitest that take tests. Without one Vitest watches. */
const subCommands = ['run', 'related', 'watch', 'dev', 'bench', 'doctor', 'complete']

/**
 * Whether a run of Vitest evaluates no test: a list, a help text, a version. Vitest prints its version only without a
 * sub-command; with one it ignores the option.
 */
export function runsNothing({ args }: VitestRun): boolean {
  const dashes = args.indexOf('--')
  const words = dashes === -1 ? args : args.slice(0, dashes)
  if (['list', 'init'].includes(args[0] ?? '') || words.some((word) => /^(-h|--help)$/.test(word))) return true
  return words.some((word) => /^(-v|--version)$/.test(word)) && !words.some((word) => subCommands.includes(word))
}

/** Why a run is denied; `undefined` when it is allowed. */
export function judge(run: VitestRun, projects: readonly SelectedProject[]): Denial | undefined {
  const unapproved = projects.filter(({ flag }) => run.environment.get(flag) !== '1')
  const guarded = unapproved.find(({ files }) => files.length > 0)
  if (guarded !== undefined) {
    const files = unapproved.flatMap((project) => project.files)
    return { kind: 'files', files, flag: guarded.flag, run }
  }
  if (unapproved.length > 0 && run.unknownEnvironment !== undefined)
    return unknownDenial({ unknown: run.unknownEnvironment })
  const live = unapproved.find(({ mode }) => mode === 'off' || isRecording(mode))
  return live === undefined ? undefined : { kind: 'live', mode: live.mode, flag: live.flag, run }
}

/** The denial of a command that cannot be judged. */
export function unknownDenial({ unknown }: Unknown): Denial {
  return { kind: 'unknown', reason: unknown }
}

/** Most files that the text names. It counts the others. */
const shown = 8

/** The text of a denial, for an agent or a person. */
export function denialText(denial: Denial): string {
  if (denial.kind === 'unknown') {
    return [
      'vitest-cassette guard: it cannot be known what this command would run',
      `  It is denied because ${denial.reason}.`,
      '  Write the run of Vitest as a plain command that names its files:\n    npx vitest run test/unit',
      approval(defaultGuard.flag),
    ].join('\n\n')
  }
  const command = commandText(['npx', 'vitest', ...denial.run.args])
  if (denial.kind === 'live') {
    return [
      `vitest-cassette guard: this command would call live providers (mode ${denial.mode})`,
      `  Replay the recordings instead:\n    npx vitest run`,
      `  When the user has approved the live calls, for this one command:\n    ${denial.flag}=1 ${command}`,
      approval(denial.flag),
    ].join('\n\n')
  }
  const { files } = denial
  const rows = files.slice(0, shown).map(({ path, option, pattern }) => `  ${path}  (${option}: "${pattern}")`)
  if (files.length > shown) rows.push(`  and ${files.length - shown} more`)
  const globs = [
    ...new Set(
      files.map(({ option, pattern }) => `${option === 'guard.project' ? '--project "!' : '--exclude "'}${pattern}"`),
    ),
  ]
  return [
    `vitest-cassette guard: this command would execute ${files.length} guarded test ${files.length === 1 ? 'file' : 'files'}`,
    rows.join('\n'),
    `  Run only the other files instead:\n    npx vitest run ${globs.join(' ')}`,
    `  When the user has approved the live calls, for this one command:\n    ${denial.flag}=1 ${command}`,
    approval(denial.flag),
  ].join('\n\n')
}

function approval(flag: string): string {
  return `  Approval comes from the user, for that one command. Never set ${flag} on your own initiative.`
}
