import type { Project } from './project.ts'

/**
 * Moves a project's recordings into another year, and the dates after the given words in them.
 *
 * @param year a leap year, because recordings of 29 February are moved too.
 */
export function recordedIn(project: Project, year: number, words: readonly string[]): void {
  const pattern = new RegExp(`("|(?:${words.join('|')}) )20\\d\\d(?=-\\d\\d-\\d\\d)`, 'g')
  for (const path of project.files('__cassettes__'))
    project.write(path, project.read(path).replaceAll(pattern, `$1${year}`))
}

/** Moves all times in ISO 8601 in a project's recordings, so that one of them becomes the given moment. */
export function recordedAt(project: Project, moment: string, one: string): void {
  const toMillis = (time: string): number => Date.parse(`${time}Z`)
  const distance = Date.parse(moment) - toMillis(one)
  // In whole seconds, because prompts are that precise.
  const moved = (time: string): string => new Date(toMillis(time) + distance).toISOString().slice(0, 19)
  for (const path of project.files('__cassettes__'))
    project.write(path, project.read(path).replaceAll(/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d/g, moved))
}
