import { readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { formatName } from '../../format/document.ts'
import { parseRecording } from '../../import/parse-recording.ts'
import { readRecording } from '../../import/read-recording.ts'
import { RecordingFault, type Recording } from '../../import/recording.ts'
import type { ChosenFile } from './recording-files.ts'

/** A recording of an import, or why it cannot be read. */
export type ReadRecording = { readonly file: ChosenFile } & (
  | { readonly recording: Recording; readonly fault?: never }
  | { readonly fault: string; readonly recording?: never }
)

/** A file of an import that is no recording. */
export interface OtherFile {
  readonly file: ChosenFile
  readonly isOther: true
}

/** Reads one file of an import. */
export async function readRecordingFile(file: ChosenFile): Promise<ReadRecording | OtherFile> {
  try {
    const data = await parseRecording(readFileSync(file.path))
    if ((data as { format?: unknown } | null)?.format === formatName) return { file, isOther: true }
    const recording = readRecording({ path: file.shown, data, beside: (name) => readBeside(file.path, name) })
    if (recording !== undefined) return { file, recording }
    return file.isNamed ? { file, fault: 'it has the format of no known tool' } : { file, isOther: true }
  } catch (error) {
    return { file, fault: faultOf(error) }
  }
}

/** A fault with its place, for people. */
export function faultOf(error: unknown): string {
  const { message } = error as Error
  return error instanceof RecordingFault && error.place !== '' ? `${error.place}   ${message}` : message
}

/** A recording names files of its own folder only. */
function readBeside(recording: string, name: string): Uint8Array | undefined {
  const folder = dirname(recording)
  const path = join(folder, name)
  if (relative(folder, path).split(sep).includes('..')) return undefined
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
