import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { mostFiles, rooms } from '../rooms.ts'

/** Checks those laws of the rooms that no lint rule can see, for the `src` below the folder that is named. */
const root = process.argv[2] ?? process.cwd()
const source = join(root, 'src')
const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => ({ name: entry.name, folder: relative(source, entry.parentPath).replaceAll('\\', '/') }))

const problems = [
  ...[...Map.groupBy(files, ({ name }) => name)]
    .filter(([, same]) => same.length > 1)
    .map(([name, same]) => `${name} is the name of ${same.length} files: in ${same.map(shown).join(' and ')}`),
  ...[...Map.groupBy(files, ({ folder }) => folder)]
    .filter(([, inside]) => inside.length > mostFiles)
    .map(([folder, inside]) => `src/${folder} holds ${inside.length} files side by side, more than ${mostFiles}`),
  ...[...new Set(files.map(({ folder }) => folder))]
    .filter((folder) => folder !== '' && !rooms.some((room) => folder === room || folder.startsWith(`${room}/`)))
    .map((folder) => `src/${folder} belongs to no room of rooms.ts`),
]
for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1

function shown({ folder }: { readonly folder: string }): string {
  return `src/${folder}`
}
