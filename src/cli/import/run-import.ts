import { createScan } from '../../store/scan.ts'
import { collectTests } from '../collect-tests.ts'
import type { ExitCode, Terminal } from '../command.ts'
import { projectRedaction } from '../project-redaction.ts'
import { importCassette, type ImportedCassette } from './import-cassette.ts'
import { failures, importPage } from './import-page.ts'
import { importTargets, mapRecordings, type ImportTarget, type Mapped } from './import-plan.ts'
import { readRecordingFile, type OtherFile, type ReadRecording } from './read-recordings.ts'
import { recordingFiles } from './recording-files.ts'

export interface ImportFlags {
  /** Shows the mapping and writes nothing. */
  readonly isDryRun: boolean
  /** Replaces existing cassettes. */
  readonly isOverwriting: boolean
  /** `recording=test`. */
  readonly maps: readonly string[]
}

/** Imports the recordings in files and folders. */
export async function runImport(paths: readonly string[], flags: ImportFlags, terminal: Terminal): Promise<ExitCode> {
  const sources: ReadRecording[] = []
  const others: OtherFile[] = []
  for (const file of recordingFiles(paths, terminal.cwd)) {
    const read = await readRecordingFile(file)
    if ('isOther' in read) others.push(read)
    else sources.push(read)
  }
  const { result: targets, errors } = await collectTests(terminal.cwd, importTargets)
  const mapped = mapRecordings(sources, targets, flags.maps)
  const cassettes: ImportedCassette[] = []
  const now = new Date()
  for (const { target, sources } of byTarget(mapped)) {
    const redactionOf = await projectRedaction(target.settings, terminal.environment)
    const scan = createScan(target.settings.allowSecrets)
    cassettes.push(await importCassette(target, sources, { ...flags, redactionOf, scan, now }))
  }
  const result = {
    isDryRun: flags.isDryRun,
    cassettes,
    unmapped: mapped.filter((one) => one.targets.length === 0),
    others,
    errors,
  }
  terminal.print(importPage(result))
  return failures(result) === 0 ? 0 : 1
}

/** The recordings of each cassette, in the order of their names. */
function byTarget(
  mapped: readonly Mapped[],
): Array<{ readonly target: ImportTarget; readonly sources: ReadRecording[] }> {
  const groups = new Map<string, { readonly target: ImportTarget; readonly sources: ReadRecording[] }>()
  for (const one of mapped)
    for (const target of one.targets) {
      const group = groups.get(target.cassette) ?? { target, sources: [] }
      groups.set(target.cassette, group)
      group.sources.push(one.source)
    }
  return [...groups.values()]
}
