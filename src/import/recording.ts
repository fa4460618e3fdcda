import type { Chunk } from '../cassette/interaction.ts'

/** A recording file of another tool. */
export interface RecordingFile {
  /** Path as the user sees it. */
  readonly path: string
  /** The parsed content: see `parseRecording`. */
  readonly data: unknown
  /** Reads a file that the recording names, relative to its folder; `undefined` when there is none. */
  readonly beside: (name: string) => Uint8Array | undefined
}

export type HeaderRow = readonly [name: string, value: string]

/** One request with its answer, as another tool stored them. Unlike `Interaction`, its bodies are bytes as stored, maybe compressed. */
export interface ForeignInteraction {
  /** Place in the recording, such as `interactions[3]`. */
  readonly place: string
  /** Time of sending the request, in a form that `Date` reads. */
  readonly recordedAt?: string | number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: readonly HeaderRow[]
    readonly body: Uint8Array
  }
  readonly response: ForeignAnswer
}

/** An answer, as another tool stored it. */
export interface ForeignAnswer {
  readonly status: number
  readonly statusText?: string
  readonly headers: readonly HeaderRow[]
  /** Still compressed in some recordings, already decompressed in others. */
  readonly body: Uint8Array
  readonly chunks?: readonly Chunk[]
}

/** An answer that somebody wrote without a request. A running test may ask for it. */
export interface ScriptedAnswer {
  /** End of the path of the requests that it answers. */
  readonly pathEnd: string
  readonly answer: ForeignAnswer
}

/** A part of a recording that a cassette does not get, in words. */
export interface Loss {
  /** Place in the recording; empty for the whole file. */
  readonly place: string
  readonly reason: string
}

/** A recording, independent of its format. */
export interface Recording {
  /** Name of the format, for people. */
  readonly format: string
  /** Name of the recorded test, if the file holds it. */
  readonly name?: string
  readonly interactions: readonly ForeignInteraction[]
  readonly scripted?: readonly ScriptedAnswer[]
  /** Rules of aimock, which answers by them itself. */
  readonly aimockFixtures?: readonly unknown[]
  readonly losses: readonly Loss[]
}

/**
 * Reads one format.
 *
 * @returns `undefined` when the content has another format.
 * @throws RecordingFault when the content has this format and a part of it cannot be read.
 */
export type RecordingReader = (file: RecordingFile) => Recording | undefined

/** A recording that cannot be read, with the place of the fault in it. */
export class RecordingFault extends Error {
  override readonly name = 'RecordingFault'
  readonly place: string

  constructor(place: string, reason: string) {
    super(reason)
    this.place = place
  }
}
