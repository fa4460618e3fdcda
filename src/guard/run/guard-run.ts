import { basename, posix } from 'node:path'
import type { TestProject, TestSpecification, Vitest } from 'vitest/node'
import type { GuardSettings } from '../../cassette/settings.ts'
import { UnapprovedE2EError, type GuardedFile } from '../../errors/unapproved-e2e-error.ts'
import { commandText } from '../command-text.ts'
import { guardedBy, isApproved } from '../guarded-by.ts'
import { guardedFile, guardedPaths, guardFolders, slashes } from './guarded-file.ts'
import { providedSettings } from '../../vitest/shared/settings-of.ts'
import type { SummaryRow } from '../../vitest/shared/summary-row.ts'

/** The verdict of the guard on a run, for the summary. */
export interface GuardVerdict {
  /** Guarded files that an approved run executes. */
  readonly approved: number
  /** The variables that approved these files. */
  readonly flags: readonly string[]
}

/** A guarded file, and the variable that approves a run of it. */
interface LeftOutFile {
  readonly path: string
  readonly flag: string
}

interface Guarded extends GuardedFile {
  readonly guard: GuardSettings
}

/**
 * Stops a run that would execute guarded files without approval, before Vitest evaluates any of them.
 *
 * @param specifications the files that this run, this shard and this filter would execute.
 * @throws UnapprovedE2EError one error for the whole run.
 */
export function guardRun(vitest: Vitest, specifications: readonly TestSpecification[]): GuardVerdict {
  // Nothing runs when reports are merged.
  if (vitest.config.mergeReports) return { approved: 0, flags: [] }
  const found = specifications.flatMap(guarded)
  const unapproved = found.filter(({ guard }) => !isApproved(guard.flag, process.env))
  if (unapproved.length > 0) throw unapprovedError(unapproved, specifications)
  return { approved: found.length, flags: flagsOf(found) }
}

/** Excludes guarded files from all runs of a project without approval, if its guard has `onUnapproved: 'skip'`. */
export function leaveGuardedOut(project: TestProject, guard: GuardSettings): void {
  if (guard.onUnapproved === 'skip') leaveOutUnapproved(project, guard)
}

/** Excludes guarded files from all runs of a project without approval. */
export function leaveOutUnapproved(project: TestProject, guard: GuardSettings): void {
  if (leftOut.has(project) || isApproved(guard.flag, process.env)) return
  const { config } = project
  leftOut.set(project, config.exclude)
  config.exclude = [...config.exclude, ...guardedGlobs(project, guard)]
}

/** The globs of a guard for Vitest's `exclude`. Vitest matches from `dir`, and above that folder only with `../`. */
function guardedGlobs(project: TestProject, guard: GuardSettings): string[] {
  const { dir, root } = project.config
  const from = slashes(dir ?? root)
  const folders = guardFolders(project)
  const isGuarded = (path: string): boolean =>
    guardedBy(guard, { paths: guardedPaths(`${from}/${path}`, folders), project: project.name }) !== undefined
  const above = from.split('/').map((_, depth) => '../'.repeat(depth))
  // The whole project is guarded, or the folder that holds it.
  if (isGuarded('any') && isGuarded('any/file/below')) return above.map((steps) => `${steps}**`)
  return [...guard.e2e, ...guard.integration].flatMap((glob) =>
    glob.startsWith('**/')
      ? above.map((steps) => steps + glob)
      : [glob, ...folders.map((folder) => posix.relative(from, posix.resolve(folder, glob)))],
  )
}

/** The user's own `exclude` of projects without their guarded files. */
const leftOut = new WeakMap<TestProject, string[]>()

/** Rows of the guard in the summary of a run. */
export async function guardRows(vitest: Vitest, verdict: GuardVerdict | undefined): Promise<SummaryRow[]> {
  const rows: SummaryRow[] = []
  if (verdict !== undefined && verdict.approved > 0) {
    const approval = verdict.flags.map((flag) => `${flag}=1`).join(' ')
    rows.push({ label: 'Guard', text: `${files(verdict.approved)} run, approved by ${approval}` })
  }
  const skipped = await Promise.all(vitest.projects.map((project) => skippedFiles(vitest, project)))
  const count = skipped.reduce((total, { length }) => total + length, 0)
  const flags = flagsOf(skipped.flat())
  if (count > 0 && !vitest.config.mergeReports)
    rows.push({ label: 'Guard', text: `${files(count)} left out. To run: ${flags.join('=1 ')}=1` })
  return rows
}

/** The guarded files of a project that a run without filters would execute, and that are left out. */
export async function leftOutFiles(vitest: Vitest, project: TestProject): Promise<readonly LeftOutFile[]> {
  const files = await skippedFiles(vitest, project)
  return files.map(({ path, guard }) => ({ path, flag: guard.flag }))
}

/** The guarded files that Vitest would have selected for this run. */
async function skippedFiles(vitest: Vitest, project: TestProject): Promise<Guarded[]> {
  const exclude = leftOut.get(project)
  if (exclude === undefined) return []
  const filters = (vitest as { filenamePattern?: string[] }).filenamePattern ?? []
  // The same project with its guarded files. Vitest caches the found files on this object only.
  const whole = Object.create(project, {
    config: { value: { ...project.config, exclude } },
    testFilesList: { value: null, writable: true },
    typecheckFilesList: { value: null, writable: true },
  }) as TestProject
  const { testFiles } = await whole.globTestFiles(filters)
  return testFiles.flatMap((moduleId) => guarded({ moduleId, project }))
}

function guarded({ moduleId, project }: Pick<TestSpecification, 'moduleId' | 'project'>): Guarded[] {
  const guard = providedSettings(project)?.guard
  const file = guard && guardedFile(guard, { moduleId, project })
  return file === undefined || guard === undefined ? [] : [{ ...file, guard }]
}

function unapprovedError(unapproved: readonly Guarded[], { length }: readonly TestSpecification[]): UnapprovedE2EError {
  const command = commandOf(process.argv)
  const others = [...new Set(unapproved.map(withoutRule))]
  return new UnapprovedE2EError({
    files: unapproved.map(({ path, option, pattern }) => ({ path, option, pattern })),
    approve: `${flagsOf(unapproved)
      .map((flag) => `${flag}=1`)
      .join(' ')} ${commandText(command)}`,
    ...(unapproved.length < length && { others: `${commandText(command)} ${others.join(' ')}` }),
  })
}

/** The argument that excludes the files of a rule. */
function withoutRule({ option, pattern }: GuardedFile): string {
  return option === 'guard.project' ? `--project "!${pattern}"` : `--exclude "${pattern}"`
}

/** The command that started this run. For a script that uses Vitest's API it is `npx vitest run`. */
function commandOf(argv: readonly string[]): string[] {
  const isVitest = /^(vitest(\.mjs)?|cli\.js)$/.test(basename(argv[1] ?? ''))
  return isVitest ? ['npx', 'vitest', ...argv.slice(2)] : ['npx', 'vitest', 'run']
}

function flagsOf(found: readonly Guarded[]): string[] {
  return [...new Set(found.map(({ guard }) => guard.flag))]
}

function files(count: number): string {
  return `${count} guarded test ${count === 1 ? 'file' : 'files'}`
}
