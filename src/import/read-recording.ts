import type { Recording, RecordingFile, RecordingReader } from './recording.ts'
import { readDatadog } from './readers/datadog.ts'
import { readGoVcr } from './readers/go-vcr.ts'
import { readHar } from './readers/har.ts'
import { readMastra } from './readers/mastra.ts'
import { readMswSnapshot } from './readers/msw-snapshot.ts'
import { readNockBack } from './readers/nock-back.ts'
import { readRubyVcr } from './readers/ruby-vcr.ts'
import { readAimockFixtures, readGeminiResponses } from './readers/scripted-answers.ts'
import { readUndiciSnapshot } from './readers/undici-snapshot.ts'
import { readVcrPy } from './readers/vcr-py.ts'

/** One reader a format. The content decides, so their order does not matter. */
const readers: readonly RecordingReader[] = [
  readVcrPy,
  readRubyVcr,
  readGoVcr,
  readHar,
  readNockBack,
  readMswSnapshot,
  readUndiciSnapshot,
  readMastra,
  readDatadog,
  readAimockFixtures,
  readGeminiResponses,
]

/**
 * Reads a recording of any known format.
 *
 * @returns `undefined` when the content is no recording.
 * @throws RecordingFault when a part of the recording cannot be read.
 */
export function readRecording(file: RecordingFile): Recording | undefined {
  for (const read of readers) {
    const recording = read(file)
    if (recording !== undefined) return recording
  }
  return undefined
}
