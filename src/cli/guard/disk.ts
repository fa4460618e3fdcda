import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { globSync } from 'tinyglobby'
import type { Disk } from '../../guard/shell/disk.ts'
import type { PackageFolder } from '../../guard/shell/packages.ts'

/** The disk as the guard asks it. */
export const disk: Disk = {
  packageAt: (folder) => {
    for (let at = folder; ; at = dirname(at)) {
      const found = packageIn(at)
      if (found !== undefined || dirname(at) === at) return found
    }
  },
  packagesOf: (folder) => packagesBelow(repositoryOf(folder)),
  expandGlob: (glob, folder) => globSync(glob, { cwd: folder, expandDirectories: false, onlyFiles: false }).sort(),
  resolve,
}

/** @throws SyntaxError when a `package.json` is no JSON. */
function packageIn(folder: string): PackageFolder | undefined {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return undefined
  const { scripts = {} } = JSON.parse(readFileSync(path, 'utf8')) as { scripts?: Record<string, string> }
  return { folder, scripts }
}

/** A folder and those above it, up to that of the repository. */
export function foldersAbove(folder: string): string[] {
  const folders = [folder]
  for (let at = folder; !existsSync(join(at, '.git')) && dirname(at) !== at;) folders.push((at = dirname(at)))
  return folders
}

/** The outermost folder with a `package.json`, up to that of the repository. */
function repositoryOf(folder: string): string {
  return foldersAbove(folder).findLast((above) => existsSync(join(above, 'package.json'))) ?? folder
}

function packagesBelow(root: string): PackageFolder[] {
  const own = packageIn(root)
  const inner = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .flatMap((entry) => packagesBelow(join(root, entry.name)))
  return own === undefined ? inner : [own, ...inner]
}
