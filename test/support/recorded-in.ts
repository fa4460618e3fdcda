import type { Project } from './project.ts'

/** Moves a project's recordings into another year, and the dates after the given words in them. */
export function recordedIn(project: Project, year: number, words: readonly string[]): void {
  const pattern = new RegExp(`("|(?:${words.join('|')}) )20\\d\\d(?=-\\d\\d-\\d\\d)`, 'g')
  for (const path of project.files('__cassettes__'))
    project.write(path, project.read(path).replaceAll(pattern, `$1${year}`))
}

/** Moves a project's recordings, and all times in ISO 8601 in them, so that the first test began at a moment. */
export function recordedAt(project: Project, moment: string): void {
  const paths = project.files('__cassettes__')
  const begin = Math.min(...paths.map((path) => Date.parse(project.json(path).test.startedAt)))
  // In whole seconds, because prompts are that precise.
  const distance = Math.floor((Date.parse(moment) - begin) / 1_000) * 1_000
  const moved = (time: string): string =>
    new Date(Date.parse(`${time.slice(0, 19)}Z`) + distance).toISOString().slice(0, 19)
  for (const path of paths)
    project.write(path, project.read(path).replaceAll(/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d/g, moved))
}
