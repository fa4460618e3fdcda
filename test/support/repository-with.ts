import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Project, type Run } from './project.ts'
import { repository } from './run.ts'

/** The text of the skill in this package. */
export const skill: string = readFileSync(join(repository, 'skills/vitest-cassette/SKILL.md'), 'utf8')

/** A repository of its own, as a user has it before the package is set up. */
export function repositoryWith(files: Readonly<Record<string, string>>): {
  readonly project: Project
  readonly init: (...args: string[]) => Promise<Run>
} {
  const project = new Project({ 'vitest.config.ts': '', 'package-lock.json': '{}', ...files })
  if (files['vitest.config.ts'] === undefined) rmSync(project.path('vitest.config.ts'))
  project.write('node_modules/vitest-cassette/skills/vitest-cassette/SKILL.md', skill)
  execFileSync('git', ['init', '--quiet'], { cwd: project.root })
  return { project, init: (...args) => project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'init', ...args]) }
}
