import { existsSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import type { Settings } from '../../cassette/settings.ts'
import type { CassetteOwner } from '../../format/document.ts'
import { obsoleteCassettes, type CollectedFile } from '../../store/obsolete.ts'
import type { CheckedCassette } from '../check/check-cassette.ts'
import type { ChosenCassettes } from '../chosen-cassettes.ts'
import { collectTests, type Collected } from '../collect-tests.ts'
import { outdatedName, outdatedText } from './outdated-owners.ts'
import { testCassettes, type TestCassette } from './test-cassettes.ts'

/** Judges by the tests of a project whose cassette a file is. */
export type JudgeOwner = (path: string, named: CassetteOwner) => Pick<CheckedCassette, 'problems' | 'warnings'>

/**
 * Collects the tests of the chosen cassettes, and judges by them: a cassette is a problem when no test has it, whatever it
 * says itself. The cassettes of a file that cannot be collected are not judged.
 *
 * @param isAll collects all test files, and not only those of the chosen cassettes.
 */
export async function judgeOwners(
  root: string,
  chosen: readonly ChosenCassettes[],
  isAll: boolean,
): Promise<Collected<JudgeOwner>> {
  const files = chosen.flatMap(({ settings, paths }) => paths.map((path) => testFileOf(settings, path)))
  const existing = [...new Set(files)].filter((file) => existsSync(file))
  const { result: cassettes, errors } =
    existing.length === 0
      ? { result: [], errors: [] }
      : await collectTests(root, testCassettes, isAll ? undefined : existing)
  const owners = new Map(cassettes.map((cassette) => [cassette.path, cassette.owner]))
  const folders = chosen.map(({ settings }) => join(settings.root, settings.dir))
  const obsolete = new Set(
    chosen.flatMap(({ settings }) =>
      obsoleteCassettes(settings, collectedFiles(cassettes, settings), folders).flatMap(({ paths }) => paths),
    ),
  )
  return {
    errors,
    result: (path, named) => {
      if (obsolete.has(path)) return { problems: [problem], warnings: [] }
      const owner = owners.get(path)
      const name = owner && outdatedName(named, owner)
      return { problems: [], warnings: name ? [{ at: name.member, rule: 'name', message: outdatedText(name) }] : [] }
    },
  }
}

const problem = {
  at: '',
  rule: 'name',
  message: 'no test of this name. Renamed? npx vitest-cassette rename; else prune',
}

/** The folder of a cassette has the path of its test file. */
function testFileOf({ root, dir }: Settings, path: string): string {
  return join(root, relative(join(root, dir), dirname(path)))
}

function collectedFiles(cassettes: readonly TestCassette[], { root, dir }: Settings): CollectedFile[] {
  const own = cassettes.filter(({ settings }) => settings.root === root && settings.dir === dir)
  return [...Map.groupBy(own, ({ testFile }) => testFile)].map(([testFile, ofFile]) => ({
    testFile,
    names: new Set(ofFile.map(({ path }) => basename(path, '.json'))),
  }))
}
