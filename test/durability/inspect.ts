import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { unpackBody } from '../../src/body/pack.ts'
import type { Interaction } from '../../src/cassette/interaction.ts'
import { findIssue } from '../../src/format/find-issue.ts'
import { parseCassette } from '../../src/format/parse.ts'
import { sideFilesOf } from '../../src/store/bodies/side-files.ts'
import { readWholeCassette } from '../../src/store/cassette-file.ts'
import type { Project } from '../support/project.ts'
import { callsOfTest } from './project-files.ts'

/** The files of a run on the disk. */
export interface Found {
  /** Answers in cassettes, by question. */
  readonly cassettes: ReadonlyMap<string, ReadonlySet<string>>
  /** Answers in complete lines of journals, by question. */
  readonly journals: ReadonlyMap<string, ReadonlySet<string>>
  /** Damaged files, in words. */
  readonly broken: readonly string[]
  /** Working files that a finished run should have removed. */
  readonly leftovers: readonly string[]
}

type Answers = Map<string, Set<string>>

/** Reads every cassette and every journal of a project. */
export function inspect(project: Project): Found {
  const cassettes: Answers = new Map()
  const journals: Answers = new Map()
  const broken: string[] = []
  const named = new Set<string>()
  for (const file of project.files('__cassettes__').filter((path) => path.endsWith('.json'))) {
    try {
      const path = project.path(file)
      const interactions = readWholeCassette(path, file)?.interactions ?? []
      if (interactions.length !== callsOfTest) broken.push(`${file} holds ${interactions.length} calls`)
      for (const interaction of interactions) add(cassettes, interaction)
      for (const side of sideFilesOf(path, parseCassette(project.read(file), file).interactions))
        named.add(relative(project.root, side))
    } catch (error) {
      broken.push(`${file}: ${(error as Error).message}`)
    }
  }
  // Pages, and texts about changed answers, belong to the report of a run.
  const work = project.files('.vitest-cassette').filter((path) => !/\/runs\/.*\.(jsonl|html|txt)$/.test(path))
  for (const file of work.filter((path) => path.endsWith('.jsonl'))) {
    for (const line of project.read(file).split('\n').slice(0, -1)) {
      const interaction = parsed(line)
      if (interaction !== undefined) add(journals, interaction)
    }
  }
  const leftovers = [...project.files('__cassettes__'), ...work].filter(
    (path) => !/\.(json|gitignore|gitattributes)$/.test(path) && !named.has(path),
  )
  return { cassettes, journals, broken, leftovers }
}

function add(answers: Answers, { request, response }: Interaction): void {
  if (request.body === undefined || response?.body === undefined) return
  const question = JSON.parse(Buffer.from(unpackBody(request.body)).toString()).messages[0].content as string
  const answer = /answer-\d+;/.exec(Buffer.from(unpackBody(response.body)).toString('latin1'))?.[0] ?? 'none'
  const known = answers.get(question) ?? new Set()
  answers.set(question, known.add(answer))
}

/** A line that was cut and then continued is not an interaction. */
function parsed(line: string): Interaction | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return findIssue('interaction', value) === undefined ? (value as Interaction) : undefined
  } catch {
    return undefined
  }
}

/** The last answer that the app received to each question. */
export function readNotes(path: string): Map<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return new Map(lines.map((line) => JSON.parse(line) as [string, string]))
}
