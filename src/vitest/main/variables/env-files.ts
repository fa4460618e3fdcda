import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/**
 * The variables of `.env.record` and `.env.record.local`, and for `refresh` also those of `.env.refresh` and
 * `.env.refresh.local`.
 *
 * @param roots absolute folders: the files of a later folder are stronger.
 */
export function envFiles(mode: 'record' | 'refresh', roots: readonly string[]): Record<string, string> {
  const modes = mode === 'refresh' ? ['record', 'refresh'] : ['record']
  const names = modes.flatMap((name) => [`.env.${name}`, `.env.${name}.local`])
  const files = roots.flatMap((root) => names.map((name) => join(root, name))).filter((path) => existsSync(path))
  return Object.assign({}, ...files.map((path) => parseEnv(readFileSync(path, 'utf8').replace(/^\ufeff/, ''))))
}
