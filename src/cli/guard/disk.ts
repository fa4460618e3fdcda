import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { globSync } from 'tinyglobby'
import type { Disk } from '../../guard/shell/disk.ts'
import type { PackageFolder } from '../../guard/shell/packages.ts'

/** The disk as the guard asks it. */
export const disk: Disk = {
  packageAt: (folder) => upward(folder, packageIn),
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

/** The outermost folder with a `package.json`, up to that of the repository. */
function repositoryOf(folder: string): string {
  let root = folder
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) root = at
    if (existsSync(join(at, '.git')) || dirname(at) === at) return root
  }
}

function packagesBelow(root: string): PackageFolder[] {
  const own = packageIn(root)
  const inner = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .flatMap((entry) => packagesBelow(join(root, entry.name)))
  return own === undefined ? inner : [own, ...inner]
}

function upward<T>(folder: string, find: (folder: string) => T | undefined): T | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = find(at)
    if (found !== undefined || dirname(at) === at) return found
  }
}
