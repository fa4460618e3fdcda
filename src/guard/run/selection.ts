import { defaultGuard } from '../default-guard.ts'
import type { SelectedProject } from '../judge.ts'
import { guardedFile } from './guarded-file.ts'
import { providedSettings } from '../../vitest/shared/settings-of.ts'
import { defaultGuards } from './default-guards.ts'
import { loadVitest } from './load-vitest.ts'

/**
 * The projects and files that a run of Vitest would execute. Vitest itself resolves its command line, configuration, globs
 * and filters. It evaluates the configuration, but no test file.
 *
 * It runs in a separate process, in the folder and the environment of the run.
 *
 * @param args the words after `vitest`.
 */
export async function select(args: readonly string[]): Promise<SelectedProject[]> {
  // `parseCLI` accepts them only as the first word, but Vitest accepts them anywhere.
  const late = ['related', 'bench'].find((word) => args.indexOf(word) > 0)
  if (late !== undefined && args[0]?.startsWith('-')) throw new Error(`\`${late}\` is not the first word after vitest`)
  const { parseCLI, start, version } = await loadVitest()
  const { filter, options } = parseCLI(['vitest', ...args])
  const { exclude, ...rest } = options as typeof options & { exclude?: string | string[] }
  const isBench = args[0] === 'bench'
  const isOld = Number.parseInt(version) < 5
  const vitest = await start(
    {
      ...rest,
      ...(exclude !== undefined && { cliExclude: [exclude].flat() }),
      ...(isBench && !isOld && { benchmarkOnly: true }),
    },
    isBench && isOld ? 'benchmark' : 'test',
  )
  try {
    let specifications = vitest.config.mergeReports ? [] : await vitest.getRelevantTestSpecifications(filter)
    if (vitest.config.shard) specifications = await new vitest.config.sequence.sequencer(vitest).shard(specifications)
    const isUnguarded = vitest.projects.every((project) => providedSettings(project)?.guard === undefined)
    // `--config` or a root without a configuration must not bypass the guard of the folder.
    const isChosen = options.config !== undefined || !vitest.vite.config.configFile
    const guards =
      isUnguarded && isChosen && specifications.length > 0 ? await defaultGuards(vitest.config.root, start) : []
    return vitest.projects.flatMap((project) => {
      const settings = providedSettings(project)
      const own = specifications.filter((specification) => specification.project === project)
      // A project without files in the run makes no live calls.
      if (own.length === 0) return []
      const rules = [...(settings === undefined ? [] : [{ ...settings, folders: [] }]), ...guards]
      return rules.map(({ mode, guard, folders }) => ({
        mode,
        flag: guard?.flag ?? defaultGuard.flag,
        files: own.flatMap(({ moduleId }) => (guard && guardedFile(guard, { moduleId, project }, folders)) ?? []),
      }))
    })
  } finally {
    await vitest.close()
  }
}
