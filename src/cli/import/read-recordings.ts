import { readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { formatName } from '../../format/document.ts'
import { parseRecording } from '../../import/parse-recording.ts'
import { readRecording } from '../../import/read-recording.ts'
import { RecordingFault, type Recording } from '../../import/recording.ts'
import type { ChosenFile } from './recording-files.ts'

/** A file of an import: a recording, a recording with a fault, or another file. */
export type ReadFile =
  | { readonly file: ChosenFile; readonly recording: Recording }
  | { readonly file: ChosenFile; readonly fault: string }
  | { readonly file: ChosenFile; readonly other: true }

/** Reads one file of an import. */
export async function readRecordingFile(file: ChosenFile): Promise<ReadFile> {
  try {
    const data = await parseRecording(readFileSync(file.path))
    if ((data as { format?: unknown } | null)?.format === formatName) return { file, other: true }
    const recording = readRecording({ path: file.shown, data, beside: (name) => readBeside(file.path, name) })
    if (recording !== undefined) return { file, recording }
    return file.isNamed ? { file, fault: 'it has the format of no known tool' } : { file, other: true }
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
