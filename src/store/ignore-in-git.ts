import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Has Git ignore all that is in a folder, which must be there. */
export function ignoreInGit(folder: string): void {
  const path = join(folder, '.gitignore')
  if (!existsSync(path)) writeFileSync(path, '*\n')
}
