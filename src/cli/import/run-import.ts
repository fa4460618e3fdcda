import { createScan } from '../../store/scan.ts'
import { collectTests } from '../collect-tests.ts'
import type { ExitCode, Terminal } from '../command.ts'
import { projectRedaction } from '../project-redaction.ts'
import { startAimock } from './aimock-server.ts'
import { importCassette, type ImportedCassette } from './import-cassette.ts'
import { failures, importPage, servePage } from './import-page.ts'
import { importTargets, mapRecordings, type ImportTarget, type Mapped } from './import-plan.ts'
import { readRecordingFile, type OtherFile, type ReadRecording } from './read-recordings.ts'
import { recordingFiles } from './recording-files.ts'
import { serveRecordings } from './serve-recordings.ts'

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
  const { mapped, others, errors } = await readImport(paths, flags.maps, terminal)
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

/**
 * Serves the recordings in files and folders as an upstream, until the process is stopped.
 *
 * @param port 0 for any free port.
 */
export async function runServe(
  paths: readonly string[],
  { maps, port }: Pick<ImportFlags, 'maps'> & { readonly port: number },
  terminal: Terminal,
): Promise<never> {
  const { mapped } = await readImport(paths, maps, terminal)
  const fixtures = mapped.flatMap(({ source }) => source.recording?.aimockFixtures ?? [])
  const askAimock = fixtures.length > 0 ? await startAimock(terminal.cwd, fixtures) : undefined
  const { url } = await serveRecordings(mapped, {
    port,
    askAimock,
    onMissing: ({ test, method, url: { href } }) =>
      terminal.print(` ✗ ${test ?? 'no test'}: no unused answer to ${method} ${href}`),
  })
  terminal.print(servePage(mapped, url))
  return new Promise(() => {})
}

interface ReadImport {
  readonly mapped: readonly Mapped[]
  readonly others: readonly OtherFile[]
  readonly errors: readonly string[]
}

async function readImport(paths: readonly string[], maps: readonly string[], { cwd }: Terminal): Promise<ReadImport> {
  const sources: ReadRecording[] = []
  const others: OtherFile[] = []
  for (const file of recordingFiles(paths, cwd)) {
    const read = await readRecordingFile(file)
    if ('isOther' in read) others.push(read)
    else sources.push(read)
  }
  const { result: targets, errors } = await collectTests(cwd, importTargets)
  return { mapped: mapRecordings(sources, targets, maps, errors), others, errors }
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
