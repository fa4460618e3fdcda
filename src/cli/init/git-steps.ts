import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isIgnored } from '../../vitest/main/variables/unignored-key-files.ts'
import type { Change, Step } from './init-step.ts'

/** Git ignores the files with API keys. */
export const ignoreKeys: Step = (folder) => {
  const path = join(folder, '.gitignore')
  const lines = textOf(path)?.split(/\r?\n/) ?? []
  const missing = ['.env.record', '.env.refresh'].filter(
    (name) => !lines.includes(`${name}*`) && isIgnored(folder, join(folder, name)) !== true,
  )
  if (missing.length === 0) return undefined
  return withLines(
    path,
    'the files with API keys',
    missing.map((name) => `${name}*`),
  )
}

/** Git leaves large bodies as they are. */
export const keepBodies: Step = (folder) => {
  const path = join(folder, '.gitattributes')
  if (/^\S*\*\.bin\s.*(-text|\bbinary\b)/m.test(textOf(path) ?? '')) return undefined
  return withLines(path, 'large bodies stay as they are', ['*.bin -text'])
}

/** GitHub folds the cassettes in pull requests. Then nobody reads them there. */
export const foldCassettes: Step = (folder) => {
  const path = join(folder, '.gitattributes')
  if (/^\S*__cassettes__\S*\s.*linguist-generated/m.test(textOf(path) ?? '')) return undefined
  const change = withLines(path, 'GitHub folds cassettes in pull requests', ['__cassettes__/** linguist-generated'])
  return { ...change, choice: 'generated' }
}

function withLines(path: string, why: string, lines: readonly string[]): Change {
  const before = textOf(path)
  const start = before === undefined || before === '' ? '' : `${before.replace(/\n$/, '')}\n`
  return { path, why, ...(before !== undefined && { before }), after: `${start}${lines.join('\n')}\n` }
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
