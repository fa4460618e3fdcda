import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { entries, internals, mostFiles, rooms } from '../rooms.ts'

/** Checks the laws of the rooms that no lint rule can see, for the `src` below the working directory. */
const source = join(process.cwd(), 'src')
const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => ({ name: entry.name, folder: relative(process.cwd(), entry.parentPath).replaceAll('\\', '/') }))

const byName = Map.groupBy(files, ({ name }) => name)
const byFolder = Map.groupBy(files, ({ folder }) => folder)

const problems = [
  ...[...byName]
    .filter(([, same]) => same.length > 1)
    .map(([name, same]) => `${name} is the name of ${same.length} files: ${same.map(pathOf).join(' and ')}`),
  ...[...byFolder]
    .filter(([, inside]) => inside.length > mostFiles)
    .map(([folder, inside]) => `${folder} holds ${inside.length} files, more than ${mostFiles}`),
  ...files.filter((file) => !isInRoom(file)).map((file) => `${pathOf(file)} stands in no room of rooms.ts`),
  ...files.map(pathOf).flatMap(internalsIn),
]
for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1

interface File {
  readonly name: string
  readonly folder: string
}

function internalsIn(path: string): string[] {
  const code = readFileSync(path, 'utf8')
  return internals.flatMap(({ names, file }) => {
    const [name] = (path === file ? undefined : names.exec(code)) ?? []
    return name === undefined ? [] : [`${path} depends on ${name}, which only ${file} may`]
  })
}

function pathOf({ folder, name }: File): string {
  return `${folder}/${name}`
}

function isInRoom({ folder, name }: File): boolean {
  if (folder === 'src') return entries.some((entry) => entry === name)
  return rooms.some((room) => `${folder}/`.startsWith(`src/${room}/`))
}
