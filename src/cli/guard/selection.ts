import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { TestSpecification } from 'vitest/node'
import type { SelectedProject } from '../../guard/judge.ts'
import { defaultFlag } from '../../guard/guarded-by.ts'
import { guardedFile, projectSettings } from '../../vitest/guarded-file.ts'

/**
 * What a run of Vitest would execute, by Vitest's own resolution: its command line, its configuration, its globs and
 * filters. No test file is evaluated; the configuration is.
 *
 * Runs in a process of its own, in the folder and the environment of the run.
 *
 * @param args the words behind `vitest`.
 */
export async function select(args: readonly string[]): Promise<SelectedProject[]> {
  // The user's Vitest, which need not be the one beside this package.
  const path = createRequire(join(process.cwd(), 'package.json')).resolve('vitest/node')
  const { parseCLI, createVitest, version } = (await import(pathToFileURL(path).href)) as typeof import('vitest/node')
  // `parseCLI` knows them in the first place only, while Vitest takes them in any.
  const late = ['related', 'bench'].find((word) => args.indexOf(word) > 0)
  if (late !== undefined && args[0]?.startsWith('-')) throw new Error(`\`${late}\` is not the first word behind vitest`)
  const { filter, options } = parseCLI(['vitest', ...args])
  const { exclude, ...rest } = options as typeof options & { exclude?: string | string[] }
  const isBench = args[0] === 'bench'
  const isOld = Number.parseInt(version) < 5
  const vitest = await createVitest((isBench && isOld ? 'benchmark' : 'test') as 'test', {
    ...rest,
    ...(exclude !== undefined && { cliExclude: [exclude].flat() }),
    ...(isBench && !isOld && { benchmarkOnly: true }),
    watch: false,
    run: true,
    reporters: [],
    ui: false,
    coverage: { enabled: false },
  })
  try {
    let specifications: TestSpecification[] = []
    if (!vitest.config.mergeReports) specifications = await vitest.getRelevantTestSpecifications(filter)
    if (vitest.config.shard) specifications = await new vitest.config.sequence.sequencer(vitest).shard(specifications)
    return vitest.projects.flatMap((project) => {
      const settings = projectSettings(project)
      if (settings === undefined) return []
      const { mode, guard } = settings
      const own = specifications.filter((specification) => specification.project === project)
      const files = own.flatMap(({ moduleId }) => {
        const file = guard && guardedFile(guard, { moduleId, project })
        return file === undefined ? [] : [file]
      })
      // A project that takes no part in the run goes nowhere.
      return own.length === 0 ? [] : [{ mode, flag: guard?.flag ?? defaultFlag, files }]
    })
  } finally {
    await vitest.close()
  }
}
