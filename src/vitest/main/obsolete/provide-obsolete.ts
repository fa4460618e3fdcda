import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { TestModule, TestProject, TestSpecification, Vitest } from 'vitest/node'
import { listCassettes } from '../../../store/list-cassettes.ts'
import { provideSettings, settingsOf } from '../../shared/settings-of.ts'
import { findObsolete } from './find-obsolete.ts'
import { hasDynamicTitle, parseTestFiles } from '../main-process-internals.ts'

/**
 * Tells the test processes of a recording run which cassettes are obsolete, so that a renamed or moved test goes on with its
 * old cassette before it pays. Test files are read and not executed: the cassettes of a file with generated titles are left
 * alone.
 */
export async function provideObsolete(vitest: Vitest, specifications: readonly TestSpecification[]): Promise<void> {
  const projects = new Set(specifications.map(({ project }) => project))
  const recording = [...projects].filter((project) => settingsOf({ project })?.mode === 'record')
  const files = recording.flatMap((project) => filesWithCassettes(project))
  const modules = files.length === 0 ? [] : await parseTestFiles(vitest, files)
  const paths = findObsolete(modules.filter(isJudged)).flatMap((folder) => folder.paths)
  const obsolete = Object.fromEntries(paths.map((path) => [path, []]))
  for (const project of recording) {
    const settings = settingsOf({ project })
    if (settings !== undefined) provideSettings(project, { ...settings, obsolete })
  }
}

/** The test files of a project that exist and have cassettes. */
function filesWithCassettes(project: TestProject): TestSpecification[] {
  const settings = settingsOf({ project })
  if (settings === undefined) return []
  const { root, dir } = settings
  const folders = new Set(listCassettes(settings).map(dirname))
  return [...folders]
    .map((folder) => join(root, relative(join(root, dir), folder)))
    .filter((path) => existsSync(path))
    .map((path) => project.createSpecification(path))
}

function isJudged(module: TestModule): boolean {
  return ![...module.children.allTests()].some(hasDynamicTitle)
}
