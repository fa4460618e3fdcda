import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { globSync } from 'tinyglobby'
import type { Disk } from '../shell/disk.ts'
import type { PackageFolder } from '../shell/packages.ts'

/** Largest file that is read as a script, in bytes. */
const largestScript = 1_000_000

/** The real disk. */
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
  read(path) {
    try {
      const entry = statSync(path)
      if (!entry.isFile() || entry.size > largestScript) return undefined
      const text = readFileSync(path, 'utf8')
      return text.includes('\0') ? undefined : text
    } catch {
      return undefined
    }
  },
}

/** @throws SyntaxError when a `package.json` is not JSON. */
function packageIn(folder: string): PackageFolder | undefined {
  const path = join(folder, 'package.json')
  const tasks = denoTasks(folder)
  if (!existsSync(path)) return tasks && { folder, scripts: tasks }
  const { name, scripts } = JSON.parse(readFileSync(path, 'utf8')) as {
    name?: string
    scripts?: Record<string, string>
  }
  return { folder, ...(name !== undefined && { name }), scripts: { ...tasks, ...scripts } }
}

/** Tasks of `deno task`. It also runs the scripts of `package.json`. */
function denoTasks(folder: string): Record<string, string> | undefined {
  const path = ['deno.json', 'deno.jsonc'].map((name) => join(folder, name)).find((file) => existsSync(file))
  if (path === undefined) return undefined
  // Deno allows comments and trailing commas.
  const text = readFileSync(path, 'utf8').replaceAll(/^\s*\/\/.*|\/\*[^]*?\*\/|,(?=\s*[}\]])/gm, '')
  const { tasks = {} } = JSON.parse(text) as { tasks?: Record<string, string | { command?: string }> }
  const commands = Object.entries(tasks).map(([name, task]) => [name, typeof task === 'string' ? task : task.command])
  return Object.fromEntries(commands.filter(([, command]) => command !== undefined)) as Record<string, string>
}

/** A folder and the folders above it, up to the root of the repository. */
export function foldersAbove(folder: string): string[] {
  const folders = [folder]
  for (let at = folder; !existsSync(join(at, '.git')) && dirname(at) !== at;) folders.push((at = dirname(at)))
  return folders
}

/** The outermost folder with a `package.json` in the repository. */
function repositoryOf(folder: string): string {
  return foldersAbove(folder).findLast((above) => existsSync(join(above, 'package.json'))) ?? folder
}

/** A repository may hold an invalid `package.json` on purpose, such as a fixture. */
function packageBelow(folder: string): PackageFolder | undefined {
  try {
    return packageIn(folder)
  } catch {
    return undefined
  }
}

function packagesBelow(root: string): PackageFolder[] {
  const own = packageBelow(root)
  const inner = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .flatMap((entry) => packagesBelow(join(root, entry.name)))
  return own === undefined ? inner : [own, ...inner]
}
