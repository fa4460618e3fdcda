import type { TestCase, TestModule, TestProject, TestSpecification, Vitest } from 'vitest/node'

/**
 * The internals of Vitest's main process that the plugin depends on, in one file: a new Vitest that changes one of them is
 * met here.
 */

/** The reporters of a run, as the config names or holds them. The plugin adds its own to this list. */
export function reportersOf(vitest: Vitest): unknown[] {
  return vitest.config.reporters as unknown[]
}

/** Says whether a run has a built-in reporter of this name. */
export function hasReporter(vitest: Vitest, name: string): boolean {
  return reportersOf(vitest).flat().includes(name)
}

/** Whether a report of the run shows the attachments of tests. The reports of terminals name them only. */
export function showsAttachments(vitest: Vitest): boolean {
  return vitest.config.ui || hasReporter(vitest, 'html') || hasReporter(vitest, 'blob')
}

/** Takes all reporters out, for a run within a command that reports for itself. */
export function removeReporters(vitest: Vitest): void {
  Object.assign(vitest, { reporters: [] })
}

/** The test files in the order in which they start. Vitest 4 leaves out those of the other shards only after the start of the run. */
export async function filesInOrder(
  vitest: Vitest,
  specifications: readonly TestSpecification[],
): Promise<readonly TestSpecification[]> {
  const { config, version } = vitest
  const sequencer = new config.sequence.sequencer(vitest)
  const isWhole = config.shard === undefined || Number.parseInt(version) >= 5
  return sequencer.sort(isWhole ? [...specifications] : await sequencer.shard([...specifications]))
}

type Parse = (specifications: readonly TestSpecification[]) => Promise<TestModule[]>

/** Finds the tests in the text of their files. Executes no file, and leaves the state of the run as it was. */
export async function parseTestFiles(
  vitest: Vitest,
  specifications: readonly TestSpecification[],
): Promise<TestModule[]> {
  const parsers = vitest as unknown as Record<string, Parse | undefined>
  // Vitest 4 has the earlier name.
  const parse = parsers['parseSpecifications'] ?? parsers['experimental_parseSpecifications']
  const restore = rememberState(vitest)
  return (await parse?.call(vitest, [...specifications]).finally(restore)) ?? []
}

/** Vitest keeps the tests that it finds, and would count them at the end of a run that never executes them. */
function rememberState({ state: { filesMap, idMap } }: Vitest): () => void {
  const maps: ReadonlyArray<Map<string, unknown>> = [filesMap, idMap]
  const before = maps.map((map) => [...map])
  return () => {
    maps.forEach((map, index) => {
      map.clear()
      for (const [key, value] of before[index] ?? []) map.set(key, value)
    })
  }
}

/** Says whether the title of a parsed test, or of a suite around it, is known only when its file runs. */
export function hasDynamicTitle(test: TestCase): boolean {
  for (let task: TestCase | TestCase['parent'] = test; task.type !== 'module'; task = task.parent) {
    const { dynamic } = (task as unknown as { task: { dynamic?: boolean } }).task
    if (dynamic === true || /^['"`]|\$\{/.test(task.name)) return true
  }
  return false
}

type Plugins = ReadonlyArray<{ readonly name: string }>

/** A project of a workspace, and the plugins that it has. */
export interface WorkspaceProject {
  readonly name: string
  readonly isBrowser: boolean
  readonly plugins: Plugins
}

/** A project as the root config of a workspace declares it: a path, or a config. */
type Declared =
  | string
  | {
      readonly test?: {
        readonly name?: string | { readonly label: string }
        readonly browser?: { readonly enabled?: boolean }
      }
    }

interface RootConfig {
  readonly plugins: Plugins
  readonly test?: {
    readonly projects?: readonly Declared[]
    /** Vitest 5 has resolved the projects before it creates the server of the root. */
    readonly resolvedProjects?: ReadonlyArray<{
      readonly viteConfig: { readonly plugins: Plugins }
      readonly projectConfig: { readonly name: string; readonly browser?: { readonly enabled?: boolean } }
    }>
  }
}

/**
 * The projects of a workspace; `undefined` where this is not the config of its root.
 *
 * @param config that of a Vite server.
 * @param attached the projects that Vitest has by now.
 */
export function workspaceProjects(
  config: unknown,
  attached: readonly TestProject[] = [],
): readonly WorkspaceProject[] | undefined {
  const { plugins, test: { projects, resolvedProjects } = {} } = config as RootConfig
  if (projects === undefined) return undefined
  if (resolvedProjects !== undefined)
    return resolvedProjects.map(({ viteConfig, projectConfig: { name, browser } }) => ({
      name,
      isBrowser: browser?.enabled === true,
      plugins: viteConfig.plugins,
    }))
  // In Vitest 4, a project that extends the root holds the root's projects too.
  if (plugins.some(({ name }) => name === 'vitest:project')) return undefined
  if (attached.length > 0)
    return attached.map(({ name, config: { browser }, vite }) => ({
      name,
      isBrowser: browser.enabled,
      plugins: vite.config.plugins,
    }))
  return projects.map((declared) =>
    typeof declared === 'string'
      ? { name: declared, isBrowser: false, plugins: [] }
      : {
          name: nameOf(declared.test?.name),
          isBrowser: declared.test?.browser?.enabled === true,
          plugins: [],
        },
  )
}

function nameOf(name: string | { readonly label: string } = ''): string {
  return typeof name === 'string' ? name : name.label
}
