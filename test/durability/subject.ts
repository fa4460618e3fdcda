import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Project, type Run, type RunOptions } from '../support/project.ts'
import { inspect, readNotes, type Found } from './inspect.ts'
import { noKill, type KillPoint } from './kill-point.ts'
import { projectFiles, questions } from './project-files.ts'

export type Mode = 'record' | 'refresh' | 'replay'

export interface SubjectRun extends Pick<RunOptions, 'detached' | 'onStart'> {
  /** Address of the provider. */
  readonly url: string
  readonly point?: KillPoint
  readonly pool?: 'forks' | 'threads'
}

/** The project for the recording runs, and the notes of its app, which are outside the project. */
export class Subject {
  readonly project: Project = new Project(projectFiles, { keep: true })
  readonly #outside = mkdtempSync(join(tmpdir(), 'durability-'))

  constructor() {
    writeFileSync(this.#notes, '')
  }

  get #notes(): string {
    return join(this.#outside, 'notes.jsonl')
  }

  /** The last answer that the app received to each question. */
  notes(): Map<string, string> {
    return readNotes(this.#notes)
  }

  inspect(): Found {
    return inspect(this.project)
  }

  run(mode: Mode, { url, point = noKill, pool = 'forks', ...options }: SubjectRun): Promise<Run> {
    const env = {
      UPSTREAM: url,
      NOTES: this.#notes,
      CACHE: join(this.#outside, 'cache'),
      POOL: pool,
      POINT: JSON.stringify(point.self),
      NODE_OPTIONS: `--import=${new URL('preload.js', `file://${this.project.root}/`).href}`,
    }
    // Without the JSON report of `project.vitest()`, which a kill may damage.
    const args = [this.project.vitestBin, 'run', '--configLoader=native', '--mode', mode]
    return this.project.node(args, { env, ...options })
  }

  /** Faults after a finished run, in words. */
  faults(run: Run): string[] {
    const { cassettes, leftovers } = this.inspect()
    const answers = this.notes()
    return [
      ...(run.exitCode === 0 ? [] : [`the run ended with ${run.exitCode ?? run.signal}: ${run.output}`]),
      ...questions.flatMap((question) => {
        const stored = [...(cassettes.get(question) ?? [])]
        const isRight = stored.length === 1 && stored[0] === answers.get(question)
        return isRight ? [] : [`"${question}": ${stored.join()} in the cassette, the app had ${answers.get(question)}`]
      }),
      ...(leftovers.length === 0 ? [] : [`left behind: ${leftovers.join()}`]),
    ]
  }

  /** Faults of a replay without the provider: the app must receive the recorded answers. */
  async replayFaults(): Promise<string[]> {
    const before = this.notes()
    const state = JSON.stringify(this.project.state())
    const run = await this.run('replay', { url: 'http://127.0.0.1:9' })
    return [
      ...(run.exitCode === 0 ? [] : [`replay failed: ${run.output}`]),
      ...[...this.notes()].flatMap(([question, answer]) =>
        before.get(question) === answer ? [] : [`"${question}" is replayed as ${answer}, not ${before.get(question)}`],
      ),
      ...(JSON.stringify(this.project.state()) === state ? [] : ['replay has written']),
    ]
  }

  remove(): void {
    this.project.remove()
    rmSync(this.#outside, { recursive: true, force: true })
  }
}
