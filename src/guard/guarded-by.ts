import picomatch from 'picomatch'
import type { GuardSettings } from '../cassette/settings.ts'

/** The option and the pattern that guard a file. */
export interface GuardRule {
  readonly option: 'e2e' | 'integration' | 'project'
  readonly pattern: string
}

/**
 * The rule that guards a test file; `undefined` when no rule does.
 *
 * @param file its paths with slashes (the absolute path, and a path from each folder that a glob may be relative to; one
 *   match is enough), and the name of the Vitest project that would run it.
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

/** Whether the environment approves a run. Only the value `1` does. */
export function isApproved(flag: string, environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment[flag] === '1'
}
