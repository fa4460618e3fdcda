import { join } from 'node:path'
import type { TestModule } from 'vitest/node'
import { cassetteNames } from '../../cassette/cassette-names.ts'
import type { Settings } from '../../cassette/settings.ts'
import type { CassetteOwner } from '../../format/document.ts'
import { cassetteFolder, fileCassette, insidePath } from '../../store/paths.ts'
import { settingsOf } from '../../vitest/shared/settings-of.ts'
import { titlesOf } from '../../vitest/main/titles-of.ts'

/** The cassette that a test has, or would have. */
export interface TestCassette {
  readonly settings: Settings
  /** Absolute path of the test file. */
  readonly testFile: string
  /** Absolute path of the cassette. */
  readonly path: string
  readonly owner: Pick<CassetteOwner, 'file' | 'name'>
}

/** The cassettes of the tests of collected files, and of the files themselves. */
export function testCassettes(modules: readonly TestModule[]): TestCassette[] {
  return modules.flatMap((module) => {
    const settings = settingsOf(module)
    if (settings === undefined || module.errors().length > 0) return []
    const testFile = module.moduleId
    const folder = cassetteFolder(settings, testFile)
    const file = insidePath(settings.root, testFile)
    const titles = [...module.children.allTests()].map(titlesOf)
    const names = cassetteNames(titles)
    const ofTest = titles.map((parts, index) => ({
      name: names[index] ?? '',
      owner: { file, name: parts.join(' > ') },
    }))
    return [{ name: fileCassette, owner: { file } }, ...ofTest].map(({ name, owner }) => ({
      settings,
      testFile,
      path: join(folder, `${name}.json`),
      owner,
    }))
  })
}
