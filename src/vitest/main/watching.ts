import { existsSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { TestProject, Vitest } from 'vitest/node'
import { isRecording } from '../../cassette/mode.ts'
import type { Settings } from '../../cassette/settings.ts'
import type { resolveMode } from '../../options/resolve-mode.ts'
import { provideSettings, providedSettings } from '../shared/settings-of.ts'
import type { SummaryRow } from '../shared/summary-row.ts'

/** The cassettes that the recording run of this process has left, with the times of their last change; `undefined` before. */
let recorded: ReadonlyMap<string, number> | undefined

const replaying = { mode: 'replay', modeSource: 'default' } as const

/** The mode of a project. Only the first run of a watching process records: no save of a file may cost money. */
export function watchedMode(resolved: ReturnType<typeof resolveMode>): ReturnType<typeof resolveMode> {
  return recorded === undefined || !isRecording(resolved.mode) ? resolved : { mode: 'replay', source: 'default' }
}

/** Runs a test file again when one of its cassettes changes on the disk: nobody imports a cassette. */
export function watchCassettes(vitest: Vitest, { root, dir }: Settings): void {
  const { config } = vitest
  if (!config.watch) return
  const folder = slashed(join(root, dir))
  const pattern = new RegExp(`^${folder.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}/(.+)/[^/]+\\.json$`)
  const testsToRun = (path: string, match: RegExpMatchArray): string | undefined => {
    const testFile = join(root, match[1] ?? '')
    return existsSync(testFile) && !isOwnWrite(path, vitest) ? testFile : undefined
  }
  config.watchTriggerPatterns = [...(config.watchTriggerPatterns ?? []), { pattern, testsToRun }]
}

/** A recording run of this process writes the file, or has written it. */
function isOwnWrite(path: string, vitest: Vitest): boolean {
  if (recordingProjects(vitest).length > 0) return true
  return recorded?.get(path) === statSync(path).mtimeMs
}

/**
 * Ends a run of a watching process: recording projects replay from now on. The row says how to record.
 *
 * @param cassettes absolute paths of the cassettes of the run.
 */
export function endWatchedRun(vitest: Vitest, cassettes: readonly string[], hasFailures: boolean): SummaryRow[] {
  if (!vitest.config.watch) return []
  const recording = recordingProjects(vitest)
  for (const { project, settings } of recording) provideSettings(project, { ...settings, ...replaying })
  if (recording.length > 0)
    recorded = new Map(
      cassettes.filter((path) => existsSync(path)).map((path) => [slashed(path), statSync(path).mtimeMs]),
    )
  else if (!hasFailures) return []
  const text = 'Record in another terminal: a changed cassette reruns its tests.'
  return [
    ...(recording.length > 0
      ? [{ label: 'Watching', text: 'From now on this process replays: a save pays for no call.' }]
      : []),
    { label: recording.length > 0 ? '' : 'Watching', text },
  ]
}

/** The projects that record. Others may share their folder of cassettes. */
function recordingProjects(vitest: Vitest): Array<{ readonly project: TestProject; readonly settings: Settings }> {
  return vitest.projects.flatMap((project) => {
    const settings = providedSettings(project)
    return settings !== undefined && isRecording(settings.mode) ? [{ project, settings }] : []
  })
}

/** A path as the watcher of Vitest gives it. */
function slashed(path: string): string {
  return path.split(sep).join('/')
}
