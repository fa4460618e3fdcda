import picomatch from 'picomatch'
import type { GuardSettings } from '../cassette/settings.ts'

/** The option that guards a file, and which of its patterns. */
export interface GuardRule {
  readonly option: 'e2e' | 'integration' | 'project'
  readonly pattern: string
}

/** Guarded when `guard` names nothing else. */
export const defaultE2eGlobs: readonly string[] = ['**/e2e/**', '**/*.e2e.{test,spec}.*']

/** The variable that approves a run when `guard` names no other. */
export const defaultFlag = 'ALLOW_E2E_TESTS'

/**
 * The rule that guards a test file; `undefined` when none does.
 *
 * @param file its paths with slashes, absolute and from each folder that a glob may be meant from: one that matches is
 *   enough; and the name of the Vitest project that would run it.
 */
export function guardedBy(
  guard: Pick<GuardSettings, 'e2e' | 'integration' | 'project'>,
  file: { readonly paths: readonly string[]; readonly project: string },
): GuardRule | undefined {
  const project = guard.project.find((pattern) => picomatch.isMatch(file.project, pattern))
  if (project !== undefined) return { option: 'project', pattern: project }
  for (const option of ['e2e', 'integration'] as const) {
    const pattern = guard[option].find((glob) =>
      file.paths.some((path) => picomatch.isMatch(path, glob, { dot: true })),
    )
    if (pattern !== undefined) return { option, pattern }
  }
  return undefined
}

/** Whether the environment approves a run: `1`, and no other value. */
export function isApproved(flag: string, environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment[flag] === '1'
}
