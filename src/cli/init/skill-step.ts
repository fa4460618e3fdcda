import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Step } from './init-step.ts'

/** The skill of this package, where coding agents look for the skills of a project. */
export const skill: Step = (folder) => {
  const own = dirname(createRequire(import.meta.url).resolve('vitest-cassette/package.json'))
  const after = readFileSync(join(own, 'skills/vitest-cassette/SKILL.md'), 'utf8')
  const path = join(folder, '.claude/skills/vitest-cassette/SKILL.md')
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined
  if (before === after) return undefined
  const why = 'for coding agents'
  return { path, why, ...(before !== undefined && { before }), after, choice: 'skill' }
}
