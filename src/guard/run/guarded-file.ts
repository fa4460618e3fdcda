import { dirname, relative } from 'node:path'
import type { TestProject, TestSpecification } from 'vitest/node'
import type { GuardSettings } from '../../cassette/settings.ts'
import type { GuardedFile } from '../../errors/unapproved-e2e-error.ts'
import { guardedBy } from '../guarded-by.ts'

/**
 * A test file with the rule that guards it; `undefined` when no rule does.
 *
 * @param folders more folders that globs may be relative to.
 */
export function guardedFile(
  guard: GuardSettings,
  { moduleId, project }: Pick<TestSpecification, 'moduleId' | 'project'>,
  folders: readonly string[] = [],
): GuardedFile | undefined {
  const paths = guardedPaths(moduleId, [...guardFolders(project), ...folders])
  const rule = guardedBy(guard, { paths, project: project.name })
  if (rule === undefined) return undefined
  return { path: fromFolder(project.config.root, moduleId), option: `guard.${rule.option}`, pattern: rule.pattern }
}

/**
 * The paths of a file that a glob may match: relative to each folder, and absolute. The root of a project may be the
 * guarded folder itself, or may not contain the file: then `**` matches no path from the root.
 */
export function guardedPaths(moduleId: string, folders: readonly string[]): string[] {
  return [...new Set([...folders.map((folder) => fromFolder(folder, moduleId)), slashes(moduleId)])]
}

/** Folders that the globs of a guard may be relative to: the roots, and the folders of the configuration files. */
export function guardFolders({ config, vite, vitest }: TestProject): string[] {
  const files = [vite.config.configFile, vitest.vite.config.configFile]
  const folders = files.flatMap((file) => (typeof file === 'string' ? [dirname(file)] : []))
  return [...new Set([config.root, vitest.config.root, ...folders].map(slashes))]
}

export function slashes(path: string): string {
  return path.replaceAll('\\', '/')
}

function fromFolder(folder: string, path: string): string {
  return slashes(relative(folder, path))
}
