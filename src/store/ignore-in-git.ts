import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes Git ignore an existing folder. */
export function ignoreInGit(folder: string): void {
  const path = join(folder, '.gitignore')
  if (!existsSync(path)) writeFileSync(path, '*\n')
}
