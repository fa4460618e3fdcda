import { join } from 'node:path'
import type { TestModule } from 'vitest/node'
import { reportKey, type CassetteReport } from '../../../cassette/test-report.ts'
import { keyOf } from '../../../match/match-rules.ts'
import { plainMatching } from '../../../match/matching.ts'
import { readCassette } from '../../../store/cassette-file.ts'
import type { Obsolete } from '../../../store/obsolete.ts'
import { settingsOf } from '../../shared/settings-of.ts'
import { pairRenamed, type UnrecordedTest } from './pair-renamed.ts'

/** Names of the tests of a run that ask for what an obsolete cassette holds, by the path of the cassette. */
export function findRenamed(modules: readonly TestModule[], obsolete: readonly Obsolete[]): Map<string, string> {
  const unrecorded = modules.flatMap(unrecordedTests)
  if (unrecorded.length === 0) return new Map()
  const cassettes = obsolete.flatMap(({ paths }) => paths).map((path) => ({ path, keys: keysIn(path) }))
  return new Map([...pairRenamed(unrecorded, cassettes)].map(([path, { name }]) => [path, name]))
}

function unrecordedTests(module: TestModule): UnrecordedTest[] {
  const settings = settingsOf(module)
  if (settings === undefined) return []
  return [...module.children.allTests('failed')].flatMap((test) => {
    const report = (test.meta() as { [reportKey]?: CassetteReport })[reportKey]
    if (report?.result !== 'unrecorded') return []
    return [{ name: report.safeName ?? test.fullName, path: join(settings.root, report.cassette), asked: report.asked }]
  })
}

/** Empty when the cassette cannot be read: it belongs to no test. */
function keysIn(path: string): ReadonlySet<string> {
  try {
    const interactions = readCassette(path, path)?.interactions ?? []
    return new Set(interactions.map(({ request }) => keyOf(request, plainMatching).slice(0, 12)))
  } catch {
    return new Set()
  }
}
