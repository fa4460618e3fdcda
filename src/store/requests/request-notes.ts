import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Interaction, StoredRequest } from '../../cassette/interaction.ts'
import type { ShownDifference } from '../../errors/pages/difference-lines.ts'
import type { CassetteOwner } from '../../format/document.ts'
import { ignoreInGit } from '../ignore-in-git.ts'
import { workPath } from '../paths.ts'

/** A request that may take the place of a recorded one, whose answer stays. */
export interface AcceptedRequest extends Pick<Interaction, 'recordedAt'> {
  /** Position of its interaction in the cassette, from 1. */
  readonly position: number
  /** Provider and model. */
  readonly service: string
  readonly request: StoredRequest
  /** The first differences from the recorded request. */
  readonly differences: readonly ShownDifference[]
  /** The places of all differences. */
  readonly places: readonly string[]
}

/**
 * Why a request cannot take the place of a recorded one:
 * - `unknown`: no recorded request is similar;
 * - `exhausted`: all answers to it are played;
 * - `played`, `lane`, `endpoint`, `order`: the nearest recorded request is played already, belongs to another lane or
 *   endpoint, or comes later in the recording;
 * - `tool-result`, `tool-call`, `answer`: the difference is in the result of a tool, in a call whose answer is one, or in a
 *   text that repeats an earlier answer.
 */
export type AcceptRefusal =
  | 'unknown'
  | 'exhausted'
  | 'played'
  | 'lane'
  | 'endpoint'
  | 'order'
  | 'tool-result'
  | 'tool-call'
  | 'answer'

/** A request that no recorded answer fits. */
export interface RefusedRequest {
  /** The request in a few words. */
  readonly asked: string
  readonly reason: AcceptRefusal
  /** Position of the nearest interaction, from 1. */
  readonly position?: number
  /** The place of the difference that the answer depends on. */
  readonly place?: string
}

/** The changed requests of one attempt of one test. */
export interface RequestNote {
  readonly owner: CassetteOwner
  /** Absolute path of its cassette. */
  readonly path: string
  readonly accepted: readonly AcceptedRequest[]
  readonly refused: readonly RefusedRequest[]
  /** Why the test fails even so, in one line. */
  readonly failure?: string
}

/** Makes a new folder for the notes of a run. */
export function makeNotesFolder(root: string): string {
  const folder = join(workPath({ root }), 'accept', randomUUID())
  mkdirSync(folder, { recursive: true })
  ignoreInGit(workPath({ root }))
  return folder
}

/** Each attempt writes a file of its own, because the workers of a run write at the same time. */
export function writeNote(folder: string, note: RequestNote): void {
  const time = String(process.hrtime.bigint()).padStart(20, '0')
  writeFileSync(join(folder, `${time}-${randomUUID()}.json`), JSON.stringify(note))
}

/** Reads the notes of a run, in the order in which they were written, and removes them. */
export function takeNotes(folder: string): RequestNote[] {
  const names = readdirSync(folder).sort()
  const notes = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as RequestNote)
  rmSync(folder, { recursive: true, force: true })
  return notes
}
