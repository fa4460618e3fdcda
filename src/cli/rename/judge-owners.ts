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

/** Fewer test files are evaluated as in a run at once. */
const fewestForVm = 20

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
): Promise<Pick<Collected<JudgeOwner>, 'result' | 'errors'>> {
  const named = chosen.flatMap(({ settings, paths }) => paths.map((path) => testFileOf(settings, path)))
  const existing = [...new Set(named)].filter((file) => existsSync(file))
  if (existing.length === 0) return judgeBy(chosen, { result: [], errors: [] })
  const files = isAll ? undefined : existing
  if (existing.length >= fewestForVm && chosen.every(({ settings }) => settings.hasProcesses)) {
    // A VM context for each file takes a quarter of the time of a process for each.
    const collected = await collectTests(root, testCassettes, files, 'vmForks')
    // Only a file that is evaluated as in a run can show that it cannot be evaluated, or that no test has a cassette.
    if (!collected.hasFailed && obsoleteIn(chosen, collected.result).size === 0) return judgeBy(chosen, collected)
  }
  return judgeBy(chosen, await collectTests(root, testCassettes, files))
}

function judgeBy(
  chosen: readonly ChosenCassettes[],
  { result: cassettes, errors }: Pick<Collected<readonly TestCassette[]>, 'result' | 'errors'>,
): Pick<Collected<JudgeOwner>, 'result' | 'errors'> {
  const owners = new Map(cassettes.map((cassette) => [cassette.path, cassette.owner]))
  const obsolete = obsoleteIn(chosen, cassettes)
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

/** Absolute paths of the cassettes that none of the collected tests has. */
function obsoleteIn(chosen: readonly ChosenCassettes[], cassettes: readonly TestCassette[]): ReadonlySet<string> {
  const folders = chosen.map(({ settings }) => join(settings.root, settings.dir))
  return new Set(
    chosen.flatMap(({ settings }) =>
      obsoleteCassettes(settings, collectedFiles(cassettes, settings), folders).flatMap(({ paths }) => paths),
    ),
  )
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
