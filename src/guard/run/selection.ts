import { defaultFlag } from '../guarded-by.ts'
import type { SelectedProject } from '../judge.ts'
import { guardedFile, projectSettings } from './guarded-file.ts'
import { defaultGuards } from './default-guards.ts'
import { loadVitest } from './load-vitest.ts'

/**
 * What a run of Vitest would execute, by Vitest's own resolution: its command line, its configuration, its globs and
 * filters. No test file is evaluated; the configuration is.
 *
 * Runs in a process of its own, in the folder and the environment of the run.
 *
 * @param args the words behind `vitest`.
 */
export async function select(args: readonly string[]): Promise<SelectedProject[]> {
  // `parseCLI` knows them in the first place only, while Vitest takes them in any.
  const late = ['related', 'bench'].find((word) => args.indexOf(word) > 0)
  if (late !== undefined && args[0]?.startsWith('-')) throw new Error(`\`${late}\` is not the first word behind vitest`)
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
    const isUnguarded = vitest.projects.every((project) => projectSettings(project)?.guard === undefined)
    // A configuration that the folder does not choose by itself is no way around its guard.
    const isChosen = options.config !== undefined || !vitest.vite.config.configFile
    const guards =
      isUnguarded && isChosen && specifications.length > 0 ? await defaultGuards(vitest.config.root, start) : []
    return vitest.projects.flatMap((project) => {
      const settings = projectSettings(project)
      const own = specifications.filter((specification) => specification.project === project)
      // A project that takes no part in the run goes nowhere.
      if (own.length === 0) return []
      const rules = [...(settings === undefined ? [] : [{ ...settings, folders: [] }]), ...guards]
      return rules.map(({ mode, guard, folders }) => ({
        mode,
        flag: guard?.flag ?? defaultFlag,
        files: own.flatMap(({ moduleId }) => (guard && guardedFile(guard, { moduleId, project }, folders)) ?? []),
      }))
    })
  } finally {
    await vitest.close()
  }
}
