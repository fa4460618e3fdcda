import { RecordingFault } from './recording.ts'
import { yamlData } from './yaml-data.ts'

/**
 * The data of a recording file: JSON, one JSON value a line as `{ lines }`, or YAML. YAML data holds texts and bytes only.
 *
 * @throws RecordingFault with the place when the text is none of them.
 */
export async function parseRecording(bytes: Uint8Array): Promise<unknown> {
  const text = decode(bytes)
  if (!/^\s*[[{]/.test(text)) return yamlData(text, await import('yaml'))
  try {
    return JSON.parse(text)
  } catch (error) {
    const lines = jsonLines(text)
    if (lines !== undefined) return { lines }
    throw new RecordingFault('', `it is not JSON: ${(error as Error).message}`)
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new RecordingFault('', 'it is not a text in UTF-8')
  }
}

function jsonLines(text: string): unknown[] | undefined {
  try {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as unknown)
  } catch {
    return undefined
  }
}
