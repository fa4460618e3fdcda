import type { Project } from './project.ts'

/** Moves a project's recordings into another year, and the dates after the given words in them. */
export function recordedIn(project: Project, year: number, words: readonly string[]): void {
  const pattern = new RegExp(`("recordedAt": "|(?:${words.join('|')}) )20\\d\\d`, 'g')
  for (const path of project.files('__cassettes__'))
    project.write(path, project.read(path).replaceAll(pattern, `$1${year}`))
}
