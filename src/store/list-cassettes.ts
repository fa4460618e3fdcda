import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StoreFolders } from './paths.ts'

/** Absolute paths of all cassettes of a project, sorted. */
export function listCassettes({ root, dir }: Pick<StoreFolders, 'root' | 'dir'>): string[] {
  const folder = join(root, dir)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
